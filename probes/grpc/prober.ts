import type {
  AddressEvidence,
  IpAddress,
  Outcome,
  ProbeContext,
  ProberDefinition,
  Target,
} from '../contract.ts';
import type { Failure } from '../failure.ts';
import { chooseAddress } from '../shared/address.ts';
import { tellTo } from '../shared/assertion.ts';
import { checkRevocation } from '../shared/crl/check.ts';
import { openDirectly } from '../shared/crl/list-server.ts';
import { dial } from '../shared/dial.ts';
import { familyOverride } from '../shared/family-override.ts';
import { hasRawBytes } from '../shared/schema/byte-string.ts';
import { startTls } from '../shared/tls/handshake.ts';
import { systemRoots } from '../shared/tls/system-roots.ts';
import { unusableTls } from '../shared/tls/unusable-tls.ts';
import type { CertificationPath } from '../shared/tls/verdict.ts';
import type { TlsEvidence } from '../tls-evidence.ts';
import type { Answer } from './answer.ts';
import { callUnary } from './call.ts';
import { decodeHealthCheckResponse, encodeHealthCheckRequest, serving } from './health-messages.ts';
import { metadataFields } from './metadata.ts';
import { describeHealth, grpcFacts, grpcFamilies } from './metrics.ts';
import type { GrpcObservations } from './observations.ts';
import { type GrpcOptions, grpcOptions } from './options.ts';
import { grpcStatus, statusOfAbort } from './status.ts';
import { type GrpcTarget, parseGrpcTarget } from './target.ts';

/**
 * Asks a server for its health: one call of `grpc.health.v1.Health/Check` over HTTP/2, in plain text with prior
 * knowledge or over TLS with ALPN.
 *
 * Phases: `resolve` from the lookup of the host to the choice of an address; `connect` from the first packet of
 * the TCP handshake to the established connection; `tls` from the ClientHello to the verified certificate;
 * `check` from the ready connection to the end of the call. Revocation lists are looked at after that, in no phase.
 */
export const grpcProber: ProberDefinition<GrpcOptions, GrpcObservations> = {
  name: 'grpc',
  options: grpcOptions,
  overrides: new Map([
    ['service', { in: (options, service) => ({ ok: true, options: { ...options, service } }) }],
    familyOverride<GrpcOptions>(),
  ]),
  prepare: async (_target, options) => {
    if (options.tls && options.tlsOptions.ca === undefined) await systemRoots();
  },
  probe: async (target, options, context) => {
    const run = new GrpcRun(options, context);
    const failure = await run.probe(target);
    return run.outcome(failure);
  },
  metrics: grpcFamilies,
  facts: grpcFacts,
};

/** One run: what it has measured so far. */
class GrpcRun {
  readonly #options: GrpcOptions;
  readonly #context: ProbeContext;
  readonly #phases: { resolve?: number; connect?: number; tls?: number; check?: number } = {};
  #address: AddressEvidence | undefined;
  #tls: TlsEvidence | undefined;
  #path: CertificationPath | undefined;
  #observations: GrpcObservations = {};

  constructor(options: GrpcOptions, context: ProbeContext) {
    this.#options = options;
    this.#context = context;
  }

  outcome(failure: Failure | undefined): Outcome<GrpcObservations> {
    const measured = {
      phases: this.#phases,
      ...(this.#address === undefined ? {} : { address: this.#address }),
      ...(this.#tls === undefined ? {} : { tls: this.#tls }),
      observations: this.#observations,
    };
    return failure === undefined ? { ok: true, ...measured } : { ok: false, failure, ...measured };
  }

  async probe({ text }: Target): Promise<Failure | undefined> {
    const target = parseGrpcTarget(text, this.#options.tls);
    if (!target.ok) return badTarget('resolve', target.detail);
    const { tls, tlsOptions } = this.#options;
    const badTls = await unusableTls(tlsOptions, tls, this.#context);
    if (badTls !== undefined) return badTls;
    const chosen = await chooseAddress(this.#destination(target), this.#options, this.#context);
    this.#address = chosen.evidence;
    this.#phases.resolve = chosen.evidence.lookupMs;
    if (!chosen.ok) return chosen.failure;

    const answer = await this.#check(target, chosen.address);
    this.#observations = { call: { statusCode: answer.code } };
    await this.#checkRevocation(chosen.address.family);
    if ('failure' in answer) return answer.failure;
    return this.#judge(answer.message);
  }

  #destination({ host, port }: GrpcTarget) {
    return { scheme: this.#options.tls ? 'grpcs' : 'grpc', host, port };
  }

  async #check(target: GrpcTarget, address: IpAddress): Promise<Answer> {
    const { tls, tlsOptions, service } = this.#options;
    const metadata = metadataFields(this.#options.metadata);
    if (!metadata.ok) return unsendable(metadata.detail);
    if (hasRawBytes(service)) return unsendable('the name of the service is not UTF-8');
    const { port } = target;
    if (port > 65_535) return this.#unreached(badTarget('connect', `port ${port} is out of range`));

    const to = this.#destination(target);
    const dialled = await dial({ ...to, address, sourceIpAddress: '' }, this.#context);
    if (dialled.durationMs > 0) this.#phases.connect = dialled.durationMs;
    if (!dialled.ok) return this.#unreached(dialled.failure);
    let { socket } = dialled;
    // Before and after the call nobody else listens for what breaks the connection.
    socket.on('error', () => {});
    if (tls) {
      const serverName = tlsOptions.serverName || target.host;
      const secured = await startTls(
        socket,
        { options: tlsOptions, serverName, alpn: ['h2'] },
        this.#context,
      );
      if (secured.durationMs > 0) this.#phases.tls = secured.durationMs;
      this.#tls = secured.evidence;
      if (!secured.ok) return this.#unreached(secured.failure);
      this.#path = secured.path;
      if (secured.socket.alpnProtocol !== 'h2') {
        secured.socket.destroy();
        return this.#unreached(noHttp2);
      }
      socket = secured.socket;
    }
    const { clock } = this.#context;
    const startMs = clock.monotonicMs();
    const answer = await callUnary(
      socket,
      {
        path: '/grpc.health.v1.Health/Check',
        scheme: tls ? 'https' : 'http',
        authority: tls ? tlsOptions.serverName || target.host : target.authority,
        metadata: metadata.fields,
        message: encodeHealthCheckRequest(service),
      },
      this.#context,
    );
    this.#phases.check = clock.monotonicMs() - startMs;
    return answer;
  }

  async #checkRevocation(family: 4 | 6): Promise<void> {
    if (!this.#options.checkRevoked || this.#tls === undefined || this.#path === undefined) return;
    const revocation = await checkRevocation(this.#path, openDirectly(family), this.#context);
    this.#tls = { ...this.#tls, revocation };
  }

  /** The answer that a client gives itself when there is no connection to call over. */
  #unreached(failure: Failure): Answer {
    const { signal } = this.#context;
    return { code: signal.aborted ? statusOfAbort(signal) : grpcStatus.unavailable, failure };
  }

  #judge(message: Buffer): Failure | undefined {
    const servingStatus = decodeHealthCheckResponse(message);
    if (servingStatus === undefined) {
      this.#observations = { call: { statusCode: grpcStatus.internal } };
      const detail = 'the message in the answer is no HealthCheckResponse';
      return { phase: 'response', reason: 'grpc.protocol.error', blame: 'target', detail };
    }
    this.#observations = { call: { statusCode: grpcStatus.ok, servingStatus } };
    const health = describeHealth(servingStatus);
    this.#context.transcript.record('grpc.health', { health });
    const isServing = servingStatus === serving;
    tellTo(this.#context.transcript)({ demand: 'health', expected: 'SERVING', seen: health }, isServing);
    if (isServing) return undefined;
    const detail = `the service reports ${health}, expected SERVING`;
    return { phase: 'assertion', reason: 'assert.not_serving', blame: 'target', detail };
  }
}

const noHttp2: Failure = {
  phase: 'tls',
  reason: 'tls.protocol.error',
  blame: 'target',
  detail: 'the target did not agree on HTTP/2 (ALPN "h2")',
};

/** Found before a connection is made: what cannot be sent is nothing the target should see. */
function unsendable(detail: string): Answer {
  return {
    code: grpcStatus.internal,
    failure: { phase: 'request', reason: 'local.options', blame: 'local', detail },
  };
}

function badTarget(phase: Failure['phase'], detail: string): Failure {
  return { phase, reason: 'target.invalid', blame: 'local', detail };
}
