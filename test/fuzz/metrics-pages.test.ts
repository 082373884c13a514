import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { MetricFamily, Sample } from '../../probes/contract.ts';
import { exposition } from '../../src/metrics/exposition.ts';
import { writtenLabels } from '../../src/metrics/label-names.ts';
import { encodeFamilies } from '../../src/metrics/protobuf.ts';
import { decodeFamilies } from '../helpers/metrics-protobuf.ts';
import { fuzz } from './fuzzing.ts';

const characters = fc.constantFrom(
  'a',
  'B',
  '_',
  ':',
  '0',
  '-',
  ' ',
  '"',
  '\\',
  '\n',
  '\r',
  '\t',
  '{',
  '}',
  ',',
  '=',
  '#',
  '\0',
  'é',
  '漢',
  '😀',
);
const text = fc.oneof(
  fc.string({ unit: characters, maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const value = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, 1e6, 1e-5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const sample = fc.record({ labels: fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true }), value });
const family = fc.record({
  name: fc.stringMatching(/^[a-z_]{1,12}$/),
  help: text,
  type: fc.constantFrom('gauge', 'counter'),
  samples: fc.array(sample, { minLength: 1, maxLength: 4 }),
});
const families = fc.uniqueArray(family, { selector: ({ name }) => name, maxLength: 4 });

/** One line of the text format 0.0.4 with quoted names, as strict as the format is; the label set and the value. */
const quotedText = String.raw`"(?:[^"\\\n]|\\[\\"n])*"`;
const label = String.raw`(?:[a-zA-Z_][a-zA-Z0-9_]*|${quotedText})=${quotedText}`;
const line = new RegExp(`^([a-z_]+)(?:\\{(${label}(?:,${label})*)\\})? (\\S+)$`, 'u');
const eachLabel = new RegExp(`([a-zA-Z_][a-zA-Z0-9_]*|${quotedText})=(${quotedText})`, 'gu');

function unquoted(written: string): string {
  if (!written.startsWith('"')) return written;
  return written
    .slice(1, -1)
    .replaceAll(/\\(.)/gu, (_whole, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}

function readValue(written: string): number {
  return written === '+Inf'
    ? Number.POSITIVE_INFINITY
    : written === '-Inf'
      ? Number.NEGATIVE_INFINITY
      : Number(written);
}

type Series = readonly [name: string, labels: readonly (readonly string[])[], value: number];

function readPage(page: string): readonly Series[] {
  return page
    .split('\n')
    .filter((each) => each !== '' && !each.startsWith('# '))
    .map((each) => {
      const [, name = '', labels = '', written = ''] = line.exec(each) ?? [];
      if (name === '') throw new Error(`no line of the format: ${each}`);
      return [
        name,
        [...labels.matchAll(eachLabel)].map(([, key = '', put = '']) => [unquoted(key), unquoted(put)]),
        readValue(written),
      ];
    });
}

function seriesOf({ name, samples }: MetricFamily): readonly Series[] {
  return samples.map(({ labels = {}, value: number }: Sample) => [
    name,
    writtenLabels(labels, 'allow-utf-8').map((written) => [written.name, written.value]),
    number,
  ]);
}

/** In one order, and -0 as 0, which the text format does not tell apart. */
function inOrder(series: readonly Series[]): readonly string[] {
  return series.map(([name, labels, number]) => JSON.stringify([name, labels, String(number)])).sort();
}

fuzz(
  'pages of metrics',
  fc.property(families, (list) => {
    const page = exposition(list, 'allow-utf-8');
    expect(inOrder(readPage(page))).toEqual(inOrder(list.flatMap(seriesOf)));
    // With classic names, too, there is a line for each sample, and no label twice in it.
    for (const [, labels] of readPage(exposition(list, 'underscores'))) {
      expect(new Set(labels.map(([name]) => name)).size).toBe(labels.length);
    }
    expect(decodeFamilies(encodeFamilies(list, 'allow-utf-8'))).toHaveLength(list.length);
  }),
);
