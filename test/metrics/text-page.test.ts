import * as fc from 'fast-check';
import parse from 'parse-prometheus-text-format';
import { expect, test } from 'vitest';
import type { PageFamily, PageSample } from '../../src/metrics/page.ts';
import { labelSet, noLabels, targetLabels } from '../../src/metrics/series-labels.ts';
import { type TextForm, textPage } from '../../src/metrics/text-page.ts';
import { pageText } from '../helpers/metrics-page.ts';

const target = targetLabels({ job: 'j' });
const run = { id: 'r"1', endedAtSeconds: 1_700_000_000.25 };

const families: readonly PageFamily[] = [
  {
    name: 'x_seconds',
    help: 'X',
    type: 'histogram',
    samples: [
      {
        labels: { target, own: labelSet({ kind: 'a' }) },
        value: {
          upperBounds: [0.5, 1, 2_000_000],
          counts: [1, 0, 2, 4],
          sum: 12.5,
          exemplars: [{ run, value: 0.25 }, undefined, undefined, { run, value: 3.000_000_001 }],
        },
      },
    ],
  },
  { name: 'nothing', help: 'N', type: 'gauge', samples: [] },
  {
    name: 'a_total',
    help: 'A',
    type: 'counter',
    samples: [
      { labels: { target, own: noLabels }, value: 1_000_000, exemplar: { run, value: 1 } },
      { labels: { target: noLabels, own: noLabels }, value: Number.NaN },
    ],
  },
];

function written(pageFamilies: readonly PageFamily[], format: TextForm['format']): Promise<string> {
  return pageText(pageFamilies, textPage({ format, escaping: 'underscores' }));
}

test('writes a page in text 0.0.4, which has no exemplars', async () => {
  expect(await written(families, 'text')).toBe(`# HELP a_total A
# TYPE a_total counter
a_total{job="j"} 1e+06
a_total NaN
# HELP x_seconds X
# TYPE x_seconds histogram
x_seconds_bucket{job="j",kind="a",le="0.5"} 1
x_seconds_bucket{job="j",kind="a",le="1"} 1
x_seconds_bucket{job="j",kind="a",le="2e+06"} 3
x_seconds_bucket{job="j",kind="a",le="+Inf"} 7
x_seconds_sum{job="j",kind="a"} 12.5
x_seconds_count{job="j",kind="a"} 7
`);
});

test('writes a page in OpenMetrics, with exemplars and bounds that are floats', async () => {
  expect(await written(families, 'openmetrics')).toBe(`# HELP a A
# TYPE a counter
a_total{job="j"} 1e+06 # {run_id="r\\"1"} 1 1700000000.250
a_total NaN
# HELP x_seconds X
# TYPE x_seconds histogram
# UNIT x_seconds seconds
x_seconds_bucket{job="j",kind="a",le="0.5"} 1 # {run_id="r\\"1"} 0.25 1700000000.250
x_seconds_bucket{job="j",kind="a",le="1.0"} 1
x_seconds_bucket{job="j",kind="a",le="2e+06"} 3
x_seconds_bucket{job="j",kind="a",le="+Inf"} 7 # {run_id="r\\"1"} 3.000000001 1700000000.250
x_seconds_sum{job="j",kind="a"} 12.5
x_seconds_count{job="j",kind="a"} 7
# EOF
`);
});

test.each([
  { format: 'text', page: '' },
  { format: 'openmetrics', page: '# EOF\n' },
] as const)('a page of nothing in $format', async ({ format, page }) => {
  expect(await written([], format)).toBe(page);
});

test.each([
  { name: 'no labels', labels: { target: noLabels, own: noLabels }, bucket: '{le="+Inf"}', rest: '' },
  {
    name: 'labels on both sides of le',
    labels: { target: targetLabels({ a: '1', z: '2' }), own: noLabels },
    bucket: '{a="1",le="+Inf",z="2"}',
    rest: '{a="1",z="2"}',
  },
  {
    name: 'a label named le of its target',
    labels: { target: targetLabels({ le: 'mine' }), own: labelSet({ result: 'success' }) },
    bucket: '{exported_le="mine",le="+Inf",result="success"}',
    rest: '{exported_le="mine",result="success"}',
  },
  {
    name: 'values that look like le',
    labels: { target: targetLabels({ a: 'le=""', title: '' }), own: noLabels },
    bucket: String.raw`{a="le=\"\"",le="+Inf",title=""}`,
    rest: String.raw`{a="le=\"\"",title=""}`,
  },
])('a histogram with $name', async ({ labels, bucket, rest }) => {
  const sample = { labels, value: { upperBounds: [], counts: [2], sum: 1 } };
  const family: PageFamily = { name: 'h', help: 'H', type: 'histogram', samples: [sample] };
  expect(await written([family], 'text')).toBe(
    `# HELP h H\n# TYPE h histogram\nh_bucket${bucket} 2\nh_sum${rest} 1\nh_count${rest} 2\n`,
  );
});

const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]*$/).filter((text) => text !== '__proto__');
const value = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('\\', '"', '\n', 'n', ',', '=', '}', '{', ' ', 'é') }),
);
const labelsRecord = fc.dictionary(name, value, { maxKeys: 5, noNullPrototype: true });

test('a parser that is not ours reads back labels and values', async () => {
  await fc.assert(
    fc.asyncProperty(labelsRecord, labelsRecord, fc.double(), async (targetPart, ownPart, number) => {
      const own = Object.fromEntries(Object.entries(ownPart).filter(([key]) => !(key in targetPart)));
      const samples: readonly PageSample[] = [
        { labels: { target: targetLabels(targetPart), own: labelSet(own) }, value: number },
      ];
      const page = await written([{ name: 'g', help: 'G', type: 'gauge', samples }], 'text');
      const [family] = parse(page);
      expect(family).toMatchObject({ name: 'g', help: 'G', type: 'GAUGE' });
      const [metric] = family?.metrics ?? [];
      expect(metric?.labels ?? {}).toEqual({ ...targetPart, ...own });
      expect(Number(metric?.value.replace('Inf', 'Infinity'))).toBe(number === 0 ? 0 : number);
    }),
  );
});
