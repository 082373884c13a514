import { expect } from 'vitest';
import type { Outcome, ProberDefinition } from '../../probes/contract.ts';
import { blames, failurePhases, failureReasons } from '../../probes/failure.ts';

/** An outcome with what a check needs to know about its run. */
export interface FinishedRun<Options, Observations> {
  readonly prober: ProberDefinition<Options, Observations>;
  readonly options: Options;
  readonly outcome: Outcome<Observations>;
  /** From the call of the prober to its answer. */
  readonly wholeMs: number;
}

/**
 * Checks what is true of every outcome: it is plain data, its failure comes from the closed sets, its phases
 * are part of the whole, and the prober's views of it are pure.
 */
export function expectWellFormed<Options, Observations>(run: FinishedRun<Options, Observations>): void {
  const { prober, options, outcome, wholeMs } = run;
  expect(structuredClone(outcome)).toEqual(outcome);
  expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
  if (!outcome.ok) {
    const { phase, reason, blame, detail } = outcome.failure;
    expect(failurePhases).toContain(phase);
    expect(failureReasons).toContain(reason);
    expect(blames).toContain(blame);
    expect(detail).not.toBe('');
    expect(reason).not.toBe('local.bug');
  }
  const phases = Object.values(outcome.phases);
  for (const durationMs of phases) expect(durationMs).toBeGreaterThanOrEqual(0);
  expect(phases.reduce((sum, durationMs) => sum + durationMs, 0)).toBeLessThanOrEqual(wholeMs);
  expect(prober.metrics(outcome, options)).toEqual(prober.metrics(outcome, options));
  expect(prober.facts(outcome)).toEqual(prober.facts(outcome));
  const families = prober.metrics(outcome, options);
  expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
  for (const { samples } of families) {
    for (const { value } of samples) expect(Number.isFinite(value)).toBe(true);
  }
}
