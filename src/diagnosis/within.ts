import type { ProbeContext } from '../../probes/contract.ts';
import { startDeadline } from '../engine/deadline.ts';

/** What every experiment has in common: when all of them have to end, and what they work with. */
export interface Limits extends Omit<ProbeContext, 'transcript'> {}

/** Runs an experiment that has so long, and no longer than all of them have. */
export async function within<Value>(
  limits: Limits,
  timeoutMs: number,
  experiment: (context: ProbeContext) => Promise<Value>,
): Promise<Value> {
  using deadline = startDeadline(timeoutMs, limits.signal);
  return await experiment({ ...limits, signal: deadline.signal, transcript: silent });
}

const silent: ProbeContext['transcript'] = { record: () => {} };
