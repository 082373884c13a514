import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { registryFamilies } from '../../src/metrics/registry-families.ts';
import { pageText } from '../helpers/metrics-page.ts';

test('gives counters and gauges with their labels as texts', async () => {
  const registry = new Registry();
  const registers = [registry];
  new Counter({ name: 'c_total', help: 'C', labelNames: ['a'], registers }).inc({ a: 7 }, 3);
  new Gauge({ name: 'g', help: 'G', registers }).set(-1.5);
  const found = await registryFamilies(registry);
  expect(found).toMatchObject([
    { name: 'c_total', help: 'C', type: 'counter', samples: [{ value: 3 }] },
    { name: 'g', help: 'G', type: 'gauge', samples: [{ value: -1.5 }] },
  ]);
  expect(await pageText(found)).toContain('\nc_total{a="7"} 3\n');
});

test('puts the series of a histogram together', async () => {
  const registry = new Registry();
  const histogram = new Histogram({
    name: 'h',
    help: 'H',
    labelNames: ['kind'],
    buckets: [1, 5],
    registers: [registry],
  });
  for (const seconds of [0.5, 2, 10]) histogram.observe({ kind: 'a' }, seconds);
  histogram.observe({ kind: 'b' }, 0.25);
  expect(await registryFamilies(registry)).toMatchObject([
    {
      name: 'h',
      help: 'H',
      type: 'histogram',
      samples: [
        { value: { upperBounds: [1, 5], counts: [1, 1, 1], sum: 12.5 } },
        { value: { upperBounds: [1, 5], counts: [1, 0, 0], sum: 0.25 } },
      ],
    },
  ]);
});

test('a histogram reads as prom-client writes it', async () => {
  const registry = new Registry();
  const registers = [registry];
  const labelNames = ['kind'];
  const histogram = new Histogram({ name: 'h', help: 'H', labelNames, buckets: [0.1, 5], registers });
  for (const seconds of [0.05, 2, 10]) histogram.observe({ kind: 'a' }, seconds);
  const lines = (page: string) => page.trimEnd().split('\n').map(withSortedLabels).toSorted();
  expect(lines(await pageText(await registryFamilies(registry)))).toEqual(lines(await registry.metrics()));
});

function withSortedLabels(line: string): string {
  return line.replace(/\{(.*)\}/, (_all, labels: string) => `{${labels.split(',').toSorted().join(',')}}`);
}
