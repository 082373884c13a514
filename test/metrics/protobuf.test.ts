import protobuf from 'protobufjs';
import { expect, test } from 'vitest';
import { encodeFamilies, type WireFamily } from '../../src/metrics/protobuf.ts';

/** The part of io/prometheus/client/metrics.proto that is written here. */
const metricFamily = protobuf
  .parse(
    `syntax = "proto2";
     message LabelPair { optional string name = 1; optional string value = 2; }
     enum MetricType { COUNTER = 0; GAUGE = 1; SUMMARY = 2; UNTYPED = 3; HISTOGRAM = 4; }
     message Gauge { optional double value = 1; }
     message Counter { optional double value = 1; }
     message Bucket { optional uint64 cumulative_count = 1; optional double upper_bound = 2; }
     message Histogram { optional uint64 sample_count = 1; optional double sample_sum = 2; repeated Bucket bucket = 3; }
     message Metric {
       repeated LabelPair label = 1; optional Gauge gauge = 2; optional Counter counter = 3;
       optional Histogram histogram = 7;
     }
     message MetricFamily {
       optional string name = 1; optional string help = 2; optional MetricType type = 3; repeated Metric metric = 4;
     }`,
    { keepCase: true },
  )
  .root.lookupType('MetricFamily');

/** Reads the messages back with a decoder that is not ours. */
function decode(bytes: Uint8Array): unknown[] {
  const reader = protobuf.Reader.create(bytes);
  const families: unknown[] = [];
  while (reader.pos < reader.len) {
    const family = metricFamily.decodeDelimited(reader);
    families.push(metricFamily.toObject(family, { longs: Number, enums: String }));
  }
  return families;
}

const up: WireFamily = { name: 'up', help: 'Is up', type: 'gauge', samples: [{ value: 1 }] };

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
  const families: readonly WireFamily[] = [
    {
      name: 'z_total',
      help: 'Zß',
      type: 'counter',
      samples: [{ labels: { b: '2', a: 'ö"\n' }, value: 0 }, { value: 1e300 }],
    },
    { name: 'empty', help: 'Nothing', type: 'gauge', samples: [] },
    up,
  ];
  expect(decode(encodeFamilies(families, 'underscores'))).toEqual([
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
  const family: WireFamily = { ...up, samples: [{ labels: { 'x-y': 'v' }, value: 1 }] };
  expect(decode(encodeFamilies([family], escaping))).toMatchObject([
    { metric: [{ label: [{ name, value: 'v' }] }] },
  ]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, -0, -62135596800, 5e-324])('keeps %s as it is', (value) => {
  const family: WireFamily = { ...up, samples: [{ value }] };
  expect(decode(encodeFamilies([family], 'underscores'))).toMatchObject([{ metric: [{ gauge: { value } }] }]);
});

test('writes histograms, with counts beyond 32 bits', () => {
  const family: WireFamily = {
    name: 'h',
    help: 'H',
    type: 'histogram',
    samples: [
      {
        value: {
          count: 2 ** 40,
          sum: 2.5,
          buckets: [
            { upperBound: 0.1, cumulativeCount: 127 },
            { upperBound: Number.POSITIVE_INFINITY, cumulativeCount: 2 ** 40 },
          ],
        },
      },
    ],
  };
  expect(decode(encodeFamilies([family], 'underscores'))).toMatchObject([
    {
      type: 'HISTOGRAM',
      metric: [
        {
          histogram: {
            sample_count: 2 ** 40,
            sample_sum: 2.5,
            bucket: [
              { cumulative_count: 127, upper_bound: 0.1 },
              { cumulative_count: 2 ** 40, upper_bound: Number.POSITIVE_INFINITY },
            ],
          },
        },
      ],
    },
  ]);
});

test('writes a text longer than one length byte can say', () => {
  const help = 'long '.repeat(100);
  expect(decode(encodeFamilies([{ ...up, help }], 'underscores'))).toMatchObject([{ help }]);
});
