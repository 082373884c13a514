import { abortFailure } from '../abort.ts';
import type {
  AddressEvidence,
  IpAddress,
  Outcome,
  PhaseName,
  ProbeContext,
  ProberDefinition,
} from '../contract.ts';
import type { Failure } from '../failure.ts';
import { chooseAddress } from '../shared/address.ts';
import { familyOverride } from '../shared/family-override.ts';
import { refusedAddress } from '../shared/policy.ts';
import { chooseSource } from '../shared/source-address.ts';
import { echoPayload, maxPayloadBytes } from './echo.ts';
import { type EchoSocket, openEchoSocket } from './echo-socket.ts';
import { exchangeEchoes } from './exchange.ts';
import { icmpFacts } from './facts.ts';
import { icmpFamilies } from './metrics.ts';
import type { IcmpObservations } from './observations.ts';
import { type IcmpOptions, icmpOptions } from './options.ts';
import { meanOf } from './round-trips.ts';
import { socketError } from './socket-errors.ts';
import { type SystemCalls, systemCalls } from './system-calls.ts';

/**
 * Sends ICMP echo requests to a host and waits for exact replies.
 *
 * Phases: `resolve` from the lookup of the host to the choice of an address; `setup` from there until a socket is
 * open and the payload made; `rtt` from handing a request to the kernel to reading its reply, the mean of
 * all that were answered, absent when none was.
 */
export const icmpProber: ProberDefinition<IcmpOptions, IcmpObservations> = {
  name: 'icmp',
  options: icmpOptions,
  overrides: new Map([familyOverride<IcmpOptions>()]),
  prepare: () => {
    systemCalls();
    return undefined;
  },
  probe: async (target, options, context) => {
    const run = new IcmpRun(options, context);
    const failure = await run.probe(target.text);
    return run.outcome(failure);
  },
  metrics: icmpFamilies,
  facts: icmpFacts,
};

/** One run: what it has measured so far. */
class IcmpRun {
  readonly #options: IcmpOptions;
  readonly #context: ProbeContext;
  readonly #phases: Partial<Record<PhaseName, number>> = {};
  #address: AddressEvidence | undefined;
  #observations: IcmpObservations = { sent: 0, duplicates: 0, roundTripsMs: [] };

  constructor(options: IcmpOptions, context: ProbeContext) {
    this.#options = options;
    this.#context = context;
  }

  outcome(failure: Failure | undefined): Outcome<IcmpObservations> {
    const measured = {
      phases: this.#phases,
      ...(this.#address === undefined ? {} : { address: this.#address }),
      observations: this.#observations,
    };
    return failure === undefined ? { ok: true, ...measured } : { ok: false, failure, ...measured };
  }

  async probe(host: string): Promise<Failure | undefined> {
    const to = { scheme: 'icmp', host };
    const chosen = await chooseAddress(to, this.#options, this.#context);
    this.#address = chosen.evidence;
    this.#phases.resolve = chosen.evidence.lookupMs;
    if (!chosen.ok) return chosen.failure;
    const refused = refusedAddress(to, chosen.address, this.#context);
    if (refused !== undefined) return refused;
    const { signal, clock, transcript } = this.#context;
    if (signal.aborted) return abortFailure(signal, 'connect');
    const { sourceIpAddress, payloadSizeBytes } = this.#options;
    const source = chooseSource(sourceIpAddress, chosen.address);
    if (!source.ok) return source.failure;
    if (payloadSizeBytes < 0) return negativeSize(payloadSizeBytes);
    const system = systemCalls();
    if (!system.ok) return system.failure;

    const startMs = clock.monotonicMs();
    transcript.record('icmp.opening', {});
    const opened = this.#open({ destination: chosen.address, source: source.source }, system.calls);
    if (!opened.ok) return opened.failure;
    using socket = opened.socket;
    const payload = payloadSizeBytes > maxPayloadBytes ? undefined : echoPayload(payloadSizeBytes);
    this.#phases.setup = clock.monotonicMs() - startMs;
    this.#observations = { ...this.#observations, socketKind: socket.kind };
    const { kind, identifier } = socket;
    transcript.record('icmp.opened', { kind, id: identifier });
    // What the kernel would say, without making the packet first.
    if (payload === undefined) return socketError('EMSGSIZE', 'request');
    return await this.#exchange(socket, { destination: chosen.address, payload });
  }

  #open(
    ends: { readonly destination: IpAddress; readonly source: IpAddress | undefined },
    calls: SystemCalls,
  ) {
    const { ttl, dontFragment } = this.#options;
    return openEchoSocket({ ...ends, hopLimit: ttl, dontFragment }, calls);
  }

  async #exchange(
    socket: EchoSocket,
    what: { readonly destination: IpAddress; readonly payload: Buffer },
  ): Promise<Failure | undefined> {
    const { count, intervalMs, maxLoss } = this.#options;
    const exchanged = await exchangeEchoes(socket, { ...what, count, intervalMs, maxLoss }, this.#context);
    const { failure, replyHopLimit, ...counted } = exchanged;
    this.#observations = {
      socketKind: socket.kind,
      ...counted,
      ...(replyHopLimit === undefined ? {} : { replyHopLimit }),
    };
    if (counted.roundTripsMs.length > 0) this.#phases.rtt = meanOf(counted.roundTripsMs);
    return failure;
  }
}

function negativeSize(sizeBytes: number): Failure {
  const detail = `payload_size is ${sizeBytes}: no packet carries fewer than 0 bytes`;
  return { phase: 'connect', reason: 'local.options', blame: 'local', detail };
}
