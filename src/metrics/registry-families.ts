import type { Registry } from 'prom-client';
import { z } from 'zod';
import type { PageFamily, PageSample } from './page.ts';
import { labelSet, noLabels, type SeriesLabels } from './series-labels.ts';

/** What prom-client says of a registry, which is not what its types say: the kind is a word, not a number. */
const described = z.array(
  z.object({
    name: z.string(),
    help: z.string(),
    type: z.enum(['counter', 'gauge', 'histogram']),
    values: z.array(
      z.object({
        // Also NaN and the infinities, which `z.number()` refuses.
        value: z.custom<number>((value) => typeof value === 'number'),
        labels: z.record(z.string(), z.coerce.string()),
        /** For a histogram the name of the series: that of the family and `_bucket`, `_sum` or `_count`. */
        metricName: z.string().optional(),
      }),
    ),
  }),
);

type Described = z.infer<typeof described>[number];

/** The families of a registry as they now stand. */
export async function registryFamilies(registry: Registry): Promise<readonly PageFamily[]> {
  return described.parse(await registry.getMetricsAsJSON()).map((family) => {
    const { name, help, type } = family;
    return { name, help, type, samples: type === 'histogram' ? histograms(family) : numbers(family) };
  });
}

function numbers({ values }: Described): readonly PageSample[] {
  return values.map(({ labels, value }) => ({ labels: ownLabels(labels), value }));
}

/** Puts the series of each histogram together again. */
function histograms({ name, values }: Described): readonly PageSample[] {
  const bySeries = new Map<string, Described['values']>();
  for (const value of values) {
    const { le: _le, ...labels } = value.labels;
    const key = JSON.stringify(labels);
    bySeries.set(key, [...(bySeries.get(key) ?? []), value]);
  }
  return [...bySeries.values()].map((series) => {
    const buckets = series.filter(({ metricName }) => metricName === `${name}_bucket`);
    const { le: _le, ...labels } = series[0]?.labels ?? {};
    return {
      labels: ownLabels(labels),
      value: {
        upperBounds: buckets.map(({ labels: { le } }) => Number(le)).filter(Number.isFinite),
        counts: buckets.map(({ value }, index) => value - (buckets[index - 1]?.value ?? 0)),
        sum: series.find(({ metricName }) => metricName === `${name}_sum`)?.value ?? 0,
      },
    };
  });
}

function ownLabels(labels: Readonly<Record<string, string>>): SeriesLabels {
  return { target: noLabels, own: labelSet(labels) };
}
