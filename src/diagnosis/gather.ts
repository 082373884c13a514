import { setMaxListeners } from 'node:events';
import type { IpAddress } from '../../probes/contract.ts';
import type { Failure } from '../../probes/failure.ts';
import { isLocalhost } from '../../probes/shared/domain-name.ts';
import { parseIpLiteral } from '../../probes/shared/ip-literal.ts';
import type { AddressEvidence, Evidence, Finding, NameEvidence, Subject } from './evidence.ts';
import {
  connectionTo,
  handshakeWith,
  type Peer,
  pinnedTo,
  serverNameOf,
  startPage,
  unfollowed,
  withOtherMethod,
} from './experiments.ts';
import { findingOf } from './finding.ts';
import { isLoopback, isPrivateAddress } from './names/address-scope.ts';
import { askAround, lookUp } from './names/gather-names.ts';
import { isPublicName } from './names/public-name.ts';
import { gatherRoutes } from './route/gather-routes.ts';
import { type Probe, subjectOf } from './subject.ts';
import type { Surroundings } from './surroundings.ts';
import { type Distance, gatherVantage } from './vantage/gather-vantage.ts';

/** What is to be found out. */
export interface GatherRequest {
  readonly probe: Probe;
  /** The time-out of the probe; it is given no more than {@link longestRunMs}. */
  readonly timeoutMs: number;
  /** The failure that gave rise to it. */
  readonly reported?: Failure;
}

/** A diagnosis has to end soon: a probe that waits longer is cut short, and its verdict speaks of this time. */
const longestRunMs = 5000;
/** Whoever needs longer than this is told to be silent. */
const longestPatienceMs = 8000;
const lookupMs = 4000;
const connectionMs = 3000;
const handshakeMs = 4000;
const requestMs = 4500;
/** More addresses of a host than these are not tried; the target feels each of them. */
const maxAddresses = 8;
const maxElsewhere = 4;

/**
 * Runs the experiments, in parallel as far as none needs what another finds out; ends when the signal of the
 * surroundings aborts, with what is known by then. Never rejects.
 */
export async function gather(request: GatherRequest, surroundings: Surroundings): Promise<Evidence> {
  const { clock } = surroundings.limits;
  const startedAtMs = clock.wallMs();
  const startMs = clock.monotonicMs();
  // Each experiment listens to the one signal that ends them all.
  setMaxListeners(0, surroundings.limits.signal);
  const gathering = new Gathering(request, surroundings);
  const evidence = await gathering.gather();
  return {
    ...evidence,
    startedAtMs,
    durationMs: clock.monotonicMs() - startMs,
    ...(request.reported === undefined ? {} : { reported: request.reported }),
  };
}

type Gathered = Omit<Evidence, 'startedAtMs' | 'durationMs' | 'reported'>;

/** One diagnosis under way. */
class Gathering {
  readonly #probe: Probe;
  readonly #runMs: number;
  readonly #surroundings: Surroundings;
  readonly #subject: Subject;

  constructor({ probe, timeoutMs }: GatherRequest, surroundings: Surroundings) {
    this.#probe = probe;
    this.#runMs = Math.min(timeoutMs, longestRunMs);
    this.#surroundings = surroundings;
    this.#subject = subjectOf(probe);
  }

  async gather(): Promise<Gathered> {
    const { host } = this.#subject;
    const running = this.#run(this.#probe, this.#runMs);
    const looking = host === undefined ? Promise.resolve(undefined) : this.#lookUp(host);
    const [run, vantage, found] = await Promise.all([
      running,
      looking.then((own) => gatherVantage(distanceOf(this.#subject, own), this.#surroundings)),
      this.#overHost(running, looking),
    ]);
    return { subject: this.#subject, run, vantage, ...found };
  }

  async #overHost(
    running: Promise<Finding>,
    looking: Promise<NameEvidence['own'] | undefined>,
  ): Promise<Pick<Evidence, 'names' | 'addresses' | 'tls' | 'http' | 'patient' | 'routes'>> {
    const { host, transport } = this.#subject;
    if (host === undefined || transport === 'none') return { addresses: [], routes: [] };
    const own = await looking;
    const addresses = addressesOf(host, own).slice(0, maxAddresses);
    const { module } = this.#probe;
    const around =
      own === undefined
        ? Promise.resolve(undefined)
        : askAround({ name: host, own, module }, this.#surroundings);
    // Ways come first: routers answer about one packet a second, and every connection that fails uses up an answer.
    const [routes, names, tried, elsewhere, tls, http, later] = await Promise.all([
      gatherRoutes(addresses, this.#subject, this.#surroundings),
      around,
      Promise.all(addresses.map((address) => this.#tryAddress(address))),
      this.#tryElsewhere({ around, addresses, running }),
      this.#shakeHands(addresses[0]),
      this.#request(),
      this.#afterwards(addresses[0], running),
    ]);
    return {
      ...(names === undefined ? {} : { names }),
      addresses: [...tried, ...elsewhere],
      ...(tls === undefined ? {} : { tls }),
      ...(this.#subject.isHttp ? { http: { ...http, ...later.http } } : {}),
      ...(later.patient === undefined ? {} : { patient: later.patient }),
      routes,
    };
  }

  async #run({ module, target }: Probe, timeoutMs: number): Promise<Finding> {
    const { run, limits } = this.#surroundings;
    return findingOf(await run({ module, target, timeoutMs, signal: limits.signal }));
  }

  /** An experiment beside the probe; one that the target policy forbids says nothing. */
  async #vary(probe: Probe, timeoutMs: number): Promise<Finding | undefined> {
    const finding = await this.#run(probe, timeoutMs);
    return finding.failure?.phase === 'policy' ? undefined : finding;
  }

  async #lookUp(host: string): Promise<NameEvidence['own'] | undefined> {
    if (parseIpLiteral(host) !== undefined) return undefined;
    return await lookUp(host, { module: this.#probe.module, timeoutMs: lookupMs }, this.#surroundings);
  }

  async #tryAddress(address: IpAddress): Promise<AddressEvidence> {
    const { host } = this.#subject;
    const isLiteral = host === address.address;
    const [connection, run] = await Promise.all([
      this.#connect(address),
      // At the only address there is, the probe runs already.
      isLiteral || this.#subject.transport === 'proxy'
        ? undefined
        : this.#vary(pinnedTo(address, this.#subject, this.#probe), this.#runMs),
    ]);
    return {
      address: address.address,
      family: address.family,
      isOwn: true,
      ...(connection === undefined ? {} : { connection }),
      ...(run === undefined ? {} : { run }),
    };
  }

  async #connect(address: IpAddress): Promise<Finding | undefined> {
    const peer = this.#peer();
    if (peer === undefined) return undefined;
    return await this.#vary(connectionTo(address, peer, this.#probe.module), connectionMs);
  }

  /** Addresses that only others know of, once the own ones have turned out not to answer. */
  async #tryElsewhere({
    around,
    addresses,
    running,
  }: {
    readonly around: Promise<NameEvidence | undefined>;
    readonly addresses: readonly IpAddress[];
    readonly running: Promise<Finding>;
  }): Promise<readonly AddressEvidence[]> {
    const [names, run] = await Promise.all([around, running]);
    if (names === undefined || run.failure?.phase !== 'connect') return [];
    const own = new Set(addresses.map(({ address }) => address));
    const said = [...(names.zones.at(-1)?.answers ?? []), ...names.others].flatMap(
      (answer) => answer.addresses,
    );
    const fresh = [...new Set(said)].filter((address) => !own.has(address)).slice(0, maxElsewhere);
    return await Promise.all(
      fresh
        .flatMap((text) => parseIpLiteral(text) ?? [])
        .map(async (address): Promise<AddressEvidence> => {
          const connection = await this.#connect(address);
          return {
            address: address.address,
            family: address.family,
            isOwn: false,
            ...(connection === undefined ? {} : { connection }),
          };
        }),
    );
  }

  async #shakeHands(address: IpAddress | undefined): Promise<Evidence['tls']> {
    const peer = this.#peer();
    if (peer === undefined || !peer.isTls || address === undefined) return undefined;
    const probe = this.#probe;
    const [unjudged, nameless] = await Promise.all(
      [serverNameOf(probe, peer), ''].map((serverName) =>
        this.#vary(handshakeWith(address, peer, { probe, serverName }), handshakeMs),
      ),
    );
    return {
      ...(unjudged === undefined ? {} : { unjudged }),
      ...(nameless === undefined ? {} : { nameless }),
    };
  }

  async #request(): Promise<NonNullable<Evidence['http']>> {
    const first = unfollowed(this.#probe);
    const other = withOtherMethod(this.#probe);
    const [followed, finding] = await Promise.all([
      first === undefined ? undefined : this.#vary(first, requestMs),
      other === undefined ? undefined : this.#vary(other.probe, requestMs),
    ]);
    return {
      ...(followed === undefined ? {} : { unfollowed: followed }),
      ...(other === undefined || finding === undefined
        ? {}
        : { otherMethod: { method: other.method, finding } }),
    };
  }

  /** What is only worth asking once the probe has failed in a certain way. */
  async #afterwards(
    address: IpAddress | undefined,
    running: Promise<Finding>,
  ): Promise<{ readonly patient?: Finding; readonly http?: Evidence['http'] }> {
    const run = await running;
    const peer = this.#peer();
    if (run.failure?.phase === 'tls' && peer?.isTls === true && address !== undefined) {
      const probe = this.#probe;
      if (run.failure.reason !== 'tls.cert.date_invalid') {
        const plain = await this.#vary(startPage(address, peer, { probe, scheme: 'http' }), connectionMs);
        return plain === undefined ? {} : { http: { plain } };
      }
      const unjudged = await this.#vary(startPage(address, peer, { probe, scheme: 'https' }), requestMs);
      return unjudged === undefined ? {} : { http: { unjudged } };
    }
    const isTimeOut = run.failure?.reason.endsWith('timed_out') === true && run.failure.phase === 'response';
    return isTimeOut
      ? { patient: await this.#run(this.#probe, Math.min(3 * this.#runMs, longestPatienceMs)) }
      : {};
  }

  #peer(): Peer | undefined {
    const { transport, host, port } = this.#subject;
    return transport === 'tcp' && host !== undefined && port !== undefined
      ? { ...this.#subject, host, port }
      : undefined;
  }
}

/** By the addresses that the host has, else by what its name promises. */
function distanceOf({ host, transport }: Subject, own: NameEvidence['own'] | undefined): Distance {
  if (host === undefined || transport === 'unix' || isLocalhost(host)) return 'this host';
  const addresses = addressesOf(host, own).map(({ address }) => address);
  if (addresses.length === 0) return isPublicName(host) ? 'the internet' : 'a private network';
  if (addresses.every(isLoopback)) return 'this host';
  return addresses.every(isPrivateAddress) ? 'a private network' : 'the internet';
}

function addressesOf(host: string, own: NameEvidence['own'] | undefined): readonly IpAddress[] {
  return (own === undefined ? [host] : own.addresses).flatMap((text) => parseIpLiteral(text) ?? []);
}
