import type { MetricFamily } from '../../../probes/contract.ts';
import { redactTarget } from '../../config/redact-text.ts';
import { exposition } from '../../metrics/exposition.ts';
import { probeFamilies } from '../../metrics/probe-families.ts';
import type { CheckedRun } from '../report/checked-run.ts';
import type { Report } from './formats.ts';

/**
 * The metrics in Prometheus' text format: of one run what `/probe` answers. Of several each series tells its target by
 * the labels `instance` and `module`, and of each target the last run counts.
 */
export function prometheusReport({ runs, isSeveral }: Report): string {
  const [only] = runs;
  if (!isSeveral && only !== undefined) {
    return exposition(probeFamilies(only.result, only.module), 'underscores');
  }
  const latest = new Map(runs.map((run) => [JSON.stringify(labelsOf(run)), run]));
  const merged = new Map<string, MetricFamily>();
  for (const run of latest.values()) {
    for (const family of probeFamilies(run.result, run.module)) {
      const samples = family.samples.map(({ labels, value }) => ({
        labels: { ...labels, ...labelsOf(run) },
        value,
      }));
      const before = merged.get(family.name);
      merged.set(family.name, { ...family, samples: [...(before?.samples ?? []), ...samples] });
    }
  }
  return exposition([...merged.values()], 'underscores');
}

function labelsOf({ result, labels }: CheckedRun): Readonly<Record<string, string>> {
  if (labels !== undefined) return labels;
  const { hostname } = result.target;
  return {
    instance: redactTarget(result.target.text),
    module: result.module,
    ...(hostname !== undefined && { hostname }),
  };
}
