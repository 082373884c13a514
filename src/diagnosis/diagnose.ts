import { moduleFor } from '../config/requested-module.ts';
import type { Evidence } from './evidence.ts';
import { type GatherRequest, gather } from './gather.ts';
import type { Surroundings } from './surroundings.ts';
import { conclude, type Verdict } from './verdict.ts';

/** The verdict with all that it was made from. */
export interface Diagnosis {
  readonly verdict: Verdict;
  readonly evidence: Evidence;
}

/** Finds out why a probe fails, or that it does not; never rejects. */
export async function diagnose(request: GatherRequest, surroundings: Surroundings): Promise<Diagnosis> {
  const { module, target } = request.probe;
  // Experiments change prober and options: what the request replaced has to be in the options before that.
  const { parameters: _replaced, ...plain } = target;
  const probe = { module: moduleFor(module, target), target: plain };
  const evidence = await gather({ ...request, probe }, surroundings);
  return { verdict: conclude(evidence), evidence };
}
