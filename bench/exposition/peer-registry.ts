import { Gauge, Histogram, Registry } from 'prom-client';
import type { PageSample } from '../../src/metrics/page.ts';
import { seriesLabels } from '../../src/metrics/series-labels.ts';
import { buckets, loadedSeries } from './scheduled-load.ts';

/** A registry of prom-client with the series that {@link loadedSeries} has, values aside. */
export function peerRegistry(targetCount: number): Registry {
  const registry = new Registry();
  const registers = [registry];
  for (const { name, help, type, samples } of loadedSeries(targetCount).families()) {
    const labelled = [...samples].map(labelsOf);
    const labelNames = Object.keys(labelled[0] ?? {});
    if (labelled.length === 0) continue;
    if (type === 'histogram') {
      const histogram = new Histogram({ name, help, labelNames, buckets: [...buckets], registers });
      for (const labels of labelled) histogram.observe(labels, Math.random());
    } else {
      // A counter is no different here.
      const gauge = new Gauge({ name, help, labelNames, registers });
      for (const labels of labelled) gauge.set(labels, Math.random());
    }
  }
  return registry;
}

function labelsOf({ labels }: PageSample): Record<string, string> {
  return Object.fromEntries(seriesLabels(labels, 'underscores').map(({ name, value }) => [name, value]));
}
