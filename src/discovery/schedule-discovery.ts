import { isDeepStrictEqual } from 'node:util';
import type { Clock, Resolver, TargetPolicy } from '../../probes/contract.ts';
import type { Schedule, TargetGroup } from '../config/schedule.ts';
import { systemTimers, type Timers } from '../engine/timers.ts';
import type { Discoverer } from './discoverer.ts';
import { dnsDiscoverer } from './dns-discoverer.ts';
import { fileDiscoverer } from './file-discoverer.ts';
import { httpDiscoverer } from './http-discoverer.ts';
import { type RunningSource, type SourceFailure, type SourceWitness, startSource } from './source.ts';
import { sourceIdentity } from './source-identity.ts';

/** What discovery needs from its surroundings. */
export interface DiscoveryEnvironment {
  readonly clock: Clock;
  readonly resolver: Resolver;
  /** Whom URLs of targets may lead to: the policy in force. */
  readonly targetPolicy: () => TargetPolicy;
  /** Default: those of Node.js. */
  readonly timers?: Timers;
  /** Says whom to ask for `dns_sd_configs`. Default: `/etc/resolv.conf`. */
  readonly resolvConfPath?: string;
  /** Told of the whole list of a schedule when it is new or has changed; never of a schedule that is gone. */
  readonly onGroups: (jobName: string, groups: readonly TargetGroup[]) => void;
  /** Told of every refresh that failed, for a counter. */
  readonly onFailure: (failure: DiscoveryFailure) => void;
  /** Takes one line for each change of state. */
  readonly log: SourceWitness['log'];
}

/** A refresh of a place that failed, and for which schedule. */
export interface DiscoveryFailure extends SourceFailure {
  readonly jobName: string;
}

/** The discovery of one schedule's targets, through changes of the schedule. */
export class ScheduleDiscovery implements Disposable {
  readonly #jobName: string;
  readonly #environment: DiscoveryEnvironment;
  #staticGroups: readonly TargetGroup[] = [];
  /** By identity. */
  #sources: ReadonlyMap<string, RunningSource> = new Map();
  #told: readonly TargetGroup[] | undefined;

  constructor(jobName: string, environment: DiscoveryEnvironment) {
    this.#jobName = jobName;
    this.#environment = environment;
  }

  /** See `Discovery.follow`. */
  async follow(schedule: Schedule): Promise<void> {
    const wanted = sourcesOf(schedule, this.#environment);
    const removed = [...this.#sources].filter(([identity]) => !wanted.has(identity));
    const known = new Map(removed.flatMap(([, source]) => [...source.places()]));
    const started: RunningSource[] = [];
    const start = (makeDiscoverer: MakeDiscoverer): RunningSource => {
      const timers = this.#environment.timers ?? systemTimers;
      const source = startSource({ makeDiscoverer, known, timers, witness: this.#witness() });
      started.push(source);
      return source;
    };
    this.#sources = new Map(
      [...wanted].map(([identity, make]) => [identity, this.#sources.get(identity) ?? start(make)]),
    );
    for (const [, source] of removed) source[Symbol.dispose]();
    this.#staticGroups = schedule.staticConfigs;
    this.#tell();
    await Promise.all(started.map(({ firstRefresh }) => firstRefresh));
  }

  groups(): readonly TargetGroup[] {
    return [...this.#staticGroups, ...[...this.#sources.values()].flatMap((source) => source.groups())];
  }

  [Symbol.dispose](): void {
    for (const source of this.#sources.values()) source[Symbol.dispose]();
  }

  #tell(): void {
    const groups = this.groups();
    if (isDeepStrictEqual(groups, this.#told)) return;
    this.#told = groups;
    this.#environment.onGroups(this.#jobName, groups);
  }

  #witness(): SourceWitness {
    const { onFailure, log } = this.#environment;
    return {
      onChange: () => this.#tell(),
      onFailure: (failure) => onFailure({ jobName: this.#jobName, ...failure }),
      log: (level, message, fields) => log(level, message, { job: this.#jobName, ...fields }),
    };
  }
}

type MakeDiscoverer = (hint: () => void) => Discoverer;

/** How to discover each source of a schedule, by identity, in the order of the file. */
function sourcesOf(
  { fileSdConfigs, httpSdConfigs, dnsSdConfigs }: Schedule,
  { clock, resolver, targetPolicy, ...environment }: DiscoveryEnvironment,
): ReadonlyMap<string, MakeDiscoverer> {
  const { timers = systemTimers, resolvConfPath = '/etc/resolv.conf' } = environment;
  return new Map<string, MakeDiscoverer>([
    ...fileSdConfigs.map((file): [string, MakeDiscoverer] => [
      sourceIdentity({ file }),
      (onChange) => fileDiscoverer(file, onChange),
    ]),
    ...httpSdConfigs.map((http): [string, MakeDiscoverer] => [
      sourceIdentity({ http }),
      () => httpDiscoverer(http, { clock, resolver, timers, targetPolicy }),
    ]),
    ...dnsSdConfigs.map((dns): [string, MakeDiscoverer] => [
      sourceIdentity({ dns }),
      () => dnsDiscoverer(dns, { resolvConfPath, timers }),
    ]),
  ]);
}
