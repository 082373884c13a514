import type { Registry } from 'prom-client';
import { z } from 'zod';
import type { WireFamily, WireSample } from './protobuf.ts';

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
export async function registryFamilies(registry: Registry): Promise<readonly WireFamily[]> {
  return described.parse(await registry.getMetricsAsJSON()).map((family) => {
    const { name, help, type } = family;
    return { name, help, type, samples: type === 'histogram' ? histograms(family) : family.values };
  });
}

/** Puts the series of each histogram together again. */
function histograms({ name, values }: Described): readonly WireSample[] {
  const bySeries = new Map<string, Described['values']>();
  for (const value of values) {
    const { le: _le, ...labels } = value.labels;
    const key = JSON.stringify(labels);
    bySeries.set(key, [...(bySeries.get(key) ?? []), value]);
  }
  return [...bySeries.values()].map((series) => {
    const one = (suffix: string): number =>
      series.find(({ metricName }) => metricName === name + suffix)?.value ?? 0;
    const buckets = series.flatMap(({ metricName, labels, value }) =>
      metricName === `${name}_bucket` && labels['le'] !== undefined
        ? [{ upperBound: upperBound(labels['le']), cumulativeCount: value }]
        : [],
    );
    const { le: _le, ...labels } = series[0]?.labels ?? {};
    return { labels, value: { count: one('_count'), sum: one('_sum'), buckets } };
  });
}

function upperBound(le: string): number {
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}
