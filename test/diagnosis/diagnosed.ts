import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../probes/contract.ts';
import type { Failure } from '../../probes/failure.ts';
import { probers } from '../../probes/registry.ts';
import { systemResolver } from '../../probes/shared/resolver.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Module } from '../../src/config/module.ts';
import { usualPolicy } from '../../src/config/policy/target-policy.ts';
import { type Diagnosis, diagnose } from '../../src/diagnosis/diagnose.ts';
import { traceRoute } from '../../src/diagnosis/route/trace.ts';
import type { HostNetwork } from '../../src/diagnosis/vantage/host-network.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { startDeadline } from '../../src/engine/deadline.ts';
import { createLoopDelay, everyMs } from '../../src/engine/loop-delay.ts';
import { runProbe } from '../../src/engine/run.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

/** What a test diagnoses, and where. */
export interface Case {
  /** The block of the module in YAML's flow style: `{prober: http, timeout: 1s}`. */
  readonly module: string;
  readonly target: string;
  /** What a request replaced of the module's options. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly reported?: Failure;
  /** The servers of the resolver of this host; default: none that answers. */
  readonly nameServers?: readonly string[];
  readonly otherResolvers?: readonly string[];
  readonly roots?: readonly string[];
  readonly network?: HostNetwork;
  readonly clock?: Clock;
  readonly isClockKept?: boolean;
  readonly signal?: AbortSignal;
}

const connected: HostNetwork = {
  defaultRoutes: [{ family: 4, interface: 'lo' }],
  hasGlobalAddress: { ip4: true, ip6: true },
};

/** Diagnoses with real probes and real sockets; only what this host says of itself is the test's. */
export async function diagnosed(what: Case): Promise<Diagnosis> {
  const { clock = systemClock, nameServers = [], otherResolvers = [], roots = [] } = what;
  using directory = temporaryDirectory();
  const paths = { hosts: join(directory.path, 'hosts'), resolvConf: join(directory.path, 'resolv.conf') };
  writeFileSync(paths.hosts, '');
  const servers = nameServers.map((server) => `nameserver ${server}\n`).join('');
  writeFileSync(paths.resolvConf, `${servers}options timeout:1 attempts:1\n`);
  const resolver = systemResolver(paths);
  using deadline = startDeadline(15_000, what.signal);
  using loopDelay = createLoopDelay({ clock, every: everyMs });
  const module = moduleOf(what.module);
  const policy = module.targetPolicy ?? usualPolicy;
  return await diagnose(
    {
      probe: {
        module,
        target: {
          text: what.target,
          ...(what.parameters === undefined ? {} : { parameters: what.parameters }),
        },
      },
      timeoutMs: module.timeoutMs > 0 ? module.timeoutMs : 5000,
      ...(what.reported === undefined ? {} : { reported: what.reported }),
    },
    {
      run: (request) =>
        runProbe(request, {
          clock,
          resolver,
          targetPolicy: () => policy,
          loopDelay,
          onBug: (error) => {
            throw error;
          },
        }),
      limits: { signal: deadline.signal, clock, resolver, policy },
      nameServers,
      otherResolvers,
      roots,
      trace: traceRoute,
      network: () => what.network ?? connected,
      isClockKept: () => what.isClockKept,
    },
  );
}

/** A module from its block. */
export function moduleOf(block: string): Module {
  const loaded = parseConfig({ text: `modules: {m: ${block}}`, fileName: 'test.yml' }, probers);
  const module = loaded.ok ? loaded.config.modules.get('m') : undefined;
  if (module === undefined) throw new Error(`no module: ${JSON.stringify(loaded)}`);
  return module;
}
