import type { Clock } from '../../../probes/contract.ts';
import type { ProbeResult, RunRequest } from '../run.ts';

/** A run that is under way in a thread. */
export interface RunUnderWay {
  readonly request: RunRequest;
  /** Unix milliseconds. */
  readonly startedAtMs: number;
  /** By the monotonic clock. */
  readonly startMs: number;
}

/** The value of a run whose thread ended: nothing was measured, and nobody but this exporter is to blame. */
export function lostRun(
  { request, startedAtMs, startMs }: RunUnderWay,
  detail: string,
  clock: Clock,
): ProbeResult {
  const { module, target, timeoutMs } = request;
  return {
    module: module.name,
    prober: module.prober.name,
    target,
    startedAtMs,
    durationMs: clock.monotonicMs() - startMs,
    timeoutMs,
    localDelayMs: 0,
    outcome: {
      ok: false,
      failure: { phase: 'request', reason: 'local.resources', blame: 'local', detail },
      phases: {},
      observations: undefined,
    },
    transcript: [],
  };
}
