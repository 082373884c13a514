import type { Failure, FailurePhase, FailureReason } from './failure.ts';

/** The reason of a run's signal when its time is up. */
export class DeadlineReached extends Error {
  override readonly name = 'DeadlineReached';
  /** The time the run had, in milliseconds; 0 or less when it had none from the start. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`deadline of ${timeoutMs / 1000} s reached`);
    this.timeoutMs = timeoutMs;
  }
}

/** The reason of a run's signal when nobody waits for its result any more: scraper gone, shutdown, Ctrl-C. */
export class RunAbandoned extends Error {
  override readonly name = 'RunAbandoned';
}

const timedOut = {
  policy: { reason: 'local.no_time', blame: 'local', what: 'before anything was sent' },
  resolve: { reason: 'dns.timed_out', blame: 'resolver', what: 'while resolving the name' },
  connect: { reason: 'tcp.timed_out', blame: 'network', what: 'while connecting' },
  tls: { reason: 'tls.timed_out', blame: 'target', what: 'during the TLS handshake' },
  request: { reason: 'http.response.timed_out', blame: 'target', what: 'while sending the request' },
  response: { reason: 'http.response.timed_out', blame: 'target', what: 'while waiting for the response' },
  assertion: { reason: 'http.response.timed_out', blame: 'target', what: 'while checking the response' },
} as const satisfies Record<FailurePhase, { reason: FailureReason; blame: Failure['blame']; what: string }>;

/**
 * The failure of a run whose signal aborted during `phase`.
 *
 * `reason` overrides the usual reason of a time-out in that phase. A run that had no time at all
 * (`timeoutMs` of 0 or less) and one that was abandoned are the exporter's own doing: blame `local`.
 */
export function abortFailure(signal: AbortSignal, phase: FailurePhase, reason?: FailureReason): Failure {
  const cause: unknown = signal.reason;
  if (cause instanceof DeadlineReached) {
    if (cause.timeoutMs <= 0) {
      return {
        phase,
        reason: 'local.no_time',
        blame: 'local',
        detail: 'the time-out of this run left no time to probe',
      };
    }
    const usual = timedOut[phase];
    return {
      phase,
      reason: reason ?? usual.reason,
      blame: usual.blame,
      detail: `no result within ${cause.timeoutMs / 1000} s: time ran out ${usual.what}`,
    };
  }
  return {
    phase,
    reason: 'local.aborted',
    blame: 'local',
    detail: 'the run was abandoned before it ended',
  };
}
