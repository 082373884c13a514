import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { registryFamilies } from '../../src/metrics/registry-families.ts';

test('gives counters and gauges with their labels as texts', async () => {
  const registry = new Registry();
  const registers = [registry];
  new Counter({ name: 'c_total', help: 'C', labelNames: ['a'], registers }).inc({ a: 7 }, 3);
  new Gauge({ name: 'g', help: 'G', registers }).set(-1.5);
  expect(await registryFamilies(registry)).toMatchObject([
    { name: 'c_total', help: 'C', type: 'counter', samples: [{ labels: { a: '7' }, value: 3 }] },
    { name: 'g', help: 'G', type: 'gauge', samples: [{ labels: {}, value: -1.5 }] },
  ]);
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
  const buckets = (...counts: readonly number[]) => [
    { upperBound: 1, cumulativeCount: counts[0] },
    { upperBound: 5, cumulativeCount: counts[1] },
    { upperBound: Number.POSITIVE_INFINITY, cumulativeCount: counts[2] },
  ];
  expect(await registryFamilies(registry)).toEqual([
    {
      name: 'h',
      help: 'H',
      type: 'histogram',
      samples: [
        { labels: { kind: 'a' }, value: { count: 3, sum: 12.5, buckets: buckets(1, 2, 3) } },
        { labels: { kind: 'b' }, value: { count: 1, sum: 0.25, buckets: buckets(1, 1, 1) } },
      ],
    },
  ]);
});
