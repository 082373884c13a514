import { expect, test } from 'vitest';
import type { MetricFamily } from '../../probes/contract.ts';
import { encodeFamilies } from '../../src/metrics/protobuf.ts';
import { decodeFamilies } from '../helpers/metrics-protobuf.ts';

const up: MetricFamily = { name: 'up', help: 'Is up', type: 'gauge', samples: [{ value: 1 }] };

test('writes a gauge byte by byte as the format says', () => {
  const hex = Buffer.from(encodeFamilies([up], 'underscores')).toString('hex');
  expect(hex).toBe(
    [
      '1a', // 26 bytes follow
      '0a027570', // name "up"
      '12054973207570', // help "Is up"
      '1801', // type gauge
      '220b', // a metric of 11 bytes
      '1209', // its gauge of 9 bytes
      '09000000000000f03f', // the value 1.0
    ].join(''),
  );
});

test('writes counters, labels and what has no sample', () => {
  const families: readonly MetricFamily[] = [
    {
      name: 'z_total',
      help: 'Zß',
      type: 'counter',
      samples: [{ labels: { b: '2', a: 'ö"\n' }, value: 0 }, { value: 1e300 }],
    },
    { name: 'empty', help: 'Nothing', type: 'gauge', samples: [] },
    up,
  ];
  expect(decodeFamilies(encodeFamilies(families, 'underscores'))).toEqual([
    { name: 'up', help: 'Is up', type: 'GAUGE', metric: [{ gauge: { value: 1 } }] },
    {
      name: 'z_total',
      help: 'Zß',
      type: 'COUNTER',
      metric: [
        {
          label: [
            { name: 'a', value: 'ö"\n' },
            { name: 'b', value: '2' },
          ],
          counter: { value: 0 },
        },
        { counter: { value: 1e300 } },
      ],
    },
  ]);
});

test.each([
  { escaping: 'underscores', name: 'x_y' },
  { escaping: 'allow-utf-8', name: 'x-y' },
] as const)('writes the label x-y as $name under $escaping', ({ escaping, name }) => {
  const family: MetricFamily = { ...up, samples: [{ labels: { 'x-y': 'v' }, value: 1 }] };
  expect(decodeFamilies(encodeFamilies([family], escaping))).toMatchObject([
    { metric: [{ label: [{ name, value: 'v' }] }] },
  ]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, -0, -62135596800, 5e-324])('keeps %s as it is', (value) => {
  const family: MetricFamily = { ...up, samples: [{ value }] };
  expect(decodeFamilies(encodeFamilies([family], 'underscores'))).toMatchObject([
    { metric: [{ gauge: { value } }] },
  ]);
});

test('writes a text longer than one length byte can say', () => {
  const help = 'long '.repeat(100);
  expect(decodeFamilies(encodeFamilies([{ ...up, help }], 'underscores'))).toMatchObject([{ help }]);
});
