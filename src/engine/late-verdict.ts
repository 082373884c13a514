import type { Outcome } from '../../probes/contract.ts';

/** How a run went on in its thread. */
export interface RunCircumstances {
  /** The time that the run was given; 0 or less when it had none. */
  readonly timeoutMs: number;
  /** The worst lateness of the event loop meanwhile. */
  readonly localDelayMs: number;
}

/** The part of a run's time for which this exporter may stand still before it says nothing of the target any more. */
const tooMuch = 0.5;

/** Less than this is no standing still, however short the run's time is. */
const leastMs = 250;

/**
 * The outcome, which for a run that ran out of time while this exporter itself stood still, suspended or busy, is a
 * local one: the target may have answered, and nobody was there to read it.
 */
export function withoutLateBlame(outcome: Outcome, { timeoutMs, localDelayMs }: RunCircumstances): Outcome {
  if (outcome.ok || timeoutMs <= 0 || localDelayMs < Math.max(leastMs, tooMuch * timeoutMs)) return outcome;
  const { failure } = outcome;
  if (!failure.reason.endsWith('timed_out') && failure.reason !== 'icmp.no_reply') return outcome;
  const seconds = (localDelayMs / 1000).toFixed(1);
  const detail = `this exporter stood still for ${seconds} s of the run: ${failure.detail}`;
  return { ...outcome, failure: { ...failure, reason: 'local.resources', blame: 'local', detail } };
}
