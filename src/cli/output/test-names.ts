import { redactTarget } from '../../config/redact-text.ts';
import type { CheckedRun } from '../report/checked-run.ts';

/** A run under a name, as the formats of test reports want it. */
export interface NamedRun {
  readonly name: string;
  readonly run: CheckedRun;
}

/** Each run under its target, `hostname` included; from the second run of a target on with its number. */
export function namedRuns(runs: readonly CheckedRun[]): readonly NamedRun[] {
  const counts = new Map<string, number>();
  return runs.map((run) => {
    const { text, hostname } = run.result.target;
    const target = `${redactTarget(text)}${hostname === undefined ? '' : ` (${hostname})`}`;
    const key = JSON.stringify([run.job, run.result.module, target]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return { name: count === 1 ? target : `${target}, run ${count}`, run };
  });
}
