import { expect, test } from 'vitest';
import type { PageFamily } from '../../src/metrics/page.ts';
import { protobufPage } from '../../src/metrics/protobuf-page.ts';
import { labelSet, noLabels, targetLabels } from '../../src/metrics/series-labels.ts';
import { pageBytes } from '../helpers/metrics-page.ts';
import { decodeFamilies } from '../helpers/metrics-protobuf.ts';

const run = { id: 'r1', endedAtSeconds: 1_700_000_000.25 };
const timestamp = { seconds: 1_700_000_000, nanos: 250_000_000 };
const exemplar = { label: [{ name: 'run_id', value: 'r1' }], timestamp };

test('writes histograms and counters, with exemplars and counts beyond 32 bits', async () => {
  const families: readonly PageFamily[] = [
    {
      name: 'h',
      help: 'H',
      type: 'histogram',
      samples: [
        {
          labels: { target: targetLabels({ le: 'mine' }), own: labelSet({ kind: 'a' }) },
          value: {
            upperBounds: [0.1, 2],
            counts: [127, 0, 2 ** 40],
            sum: 2.5,
            exemplars: [undefined, { run, value: 1.5 }, undefined],
          },
        },
      ],
    },
    { name: 'empty', help: 'Nothing', type: 'gauge', samples: [] },
    {
      name: 'c_total',
      help: 'C',
      type: 'counter',
      samples: [{ labels: { target: noLabels, own: noLabels }, value: 3, exemplar: { run, value: 1 } }],
    },
  ];
  expect(decodeFamilies(await pageBytes(families, protobufPage('underscores')))).toEqual([
    {
      name: 'c_total',
      help: 'C',
      type: 'COUNTER',
      metric: [{ counter: { value: 3, exemplar: { ...exemplar, value: 1 } } }],
    },
    {
      name: 'h',
      help: 'H',
      type: 'HISTOGRAM',
      metric: [
        {
          label: [
            { name: 'exported_le', value: 'mine' },
            { name: 'kind', value: 'a' },
          ],
          histogram: {
            sample_count: 2 ** 40 + 127,
            sample_sum: 2.5,
            bucket: [
              { cumulative_count: 127, upper_bound: 0.1 },
              { cumulative_count: 127, upper_bound: 2, exemplar: { ...exemplar, value: 1.5 } },
              { cumulative_count: 2 ** 40 + 127, upper_bound: Number.POSITIVE_INFINITY },
            ],
          },
        },
      ],
    },
  ]);
});

test('a family that fills several slices is still one message', async () => {
  const samples = Array.from({ length: 5000 }, (_, index) => ({
    labels: { target: targetLabels({ instance: `host-${index}` }), own: noLabels },
    value: index,
  }));
  const families: readonly PageFamily[] = [
    { name: 'a', help: 'A', type: 'gauge', samples },
    { name: 'b', help: 'B', type: 'gauge', samples: samples.slice(0, 1) },
  ];
  const bytes = await pageBytes(families, protobufPage('underscores'));
  expect(bytes.length).toBeGreaterThan(64 * 1024);
  expect(decodeFamilies(bytes)).toMatchObject([{ name: 'a', metric: { length: 5000 } }, { name: 'b' }]);
});

test('a page of nothing is empty', async () => {
  expect(await pageBytes([], protobufPage('underscores'))).toHaveLength(0);
});
