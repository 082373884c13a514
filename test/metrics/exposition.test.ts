import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MetricFamily } from '../../probes/contract.ts';
import { exposition } from '../../src/metrics/exposition.ts';
import type { NameEscaping } from '../../src/metrics/label-names.ts';

function info(labels: Readonly<Record<string, string>>): MetricFamily {
  return { name: 'probe_x_info', help: 'x', type: 'gauge', samples: [{ labels, value: 1 }] };
}

function sampleLine(labels: Readonly<Record<string, string>>, escaping: NameEscaping): string | undefined {
  return exposition([info(labels)], escaping).split('\n')[2];
}

test('sorts families by name, series by label values and labels by name', () => {
  const families: readonly MetricFamily[] = [
    { name: 'probe_b', help: 'B', type: 'counter', samples: [{ value: 1e6 }] },
    {
      name: 'probe_a',
      help: 'A',
      type: 'gauge',
      samples: [
        { labels: { phase: 'tls', zone: 'b' }, value: 3 },
        { labels: { zone: 'b', phase: 'connect' }, value: 2 },
        { labels: { zone: 'a', phase: 'connect' }, value: 1 },
      ],
    },
  ];
  expect(exposition(families, 'underscores')).toBe(
    `# HELP probe_a A
# TYPE probe_a gauge
probe_a{phase="connect",zone="a"} 1
probe_a{phase="connect",zone="b"} 2
probe_a{phase="tls",zone="b"} 3
# HELP probe_b B
# TYPE probe_b counter
probe_b 1e+06
`,
  );
});

test('escapes help texts', () => {
  const family = { ...info({}), help: 'a\\b\n"c"' };
  expect(exposition([family], 'underscores').split('\n')[0]).toBe(String.raw`# HELP probe_x_info a\\b\n"c"`);
});

test('leaves out a family without samples', () => {
  expect(exposition([{ ...info({}), samples: [] }], 'underscores')).toBe('');
});

test.each([
  { name: 'a backslash', value: 'a\\n', written: String.raw`a\\n` },
  { name: 'a quote', value: 'a"b', written: String.raw`a\"b` },
  { name: 'a line break', value: 'a\nb', written: String.raw`a\nb` },
  { name: 'other control characters as they are', value: 'a\r\t', written: 'a\r\t' },
  { name: 'separators as they are', value: 'a,b="c"}', written: String.raw`a,b=\"c\"}` },
])('writes $name in a label value', ({ value, written }) => {
  expect(sampleLine({ k: value }, 'underscores')).toBe(`probe_x_info{k="${written}"} 1`);
});

test.each<{ name: string; labels: Record<string, string>; underscores: string; utf8: string }>([
  { name: 'a dash', labels: { 'x-y': 'v' }, underscores: '{x_y="v"}', utf8: '{"x-y"="v"}' },
  { name: 'a first digit', labels: { '1x': 'v' }, underscores: '{_x="v"}', utf8: '{"1x"="v"}' },
  {
    name: 'a character beyond the BMP',
    labels: { 'a😀': 'v' },
    underscores: '{a_="v"}',
    utf8: '{"a😀"="v"}',
  },
  { name: 'a colon', labels: { 'a:b': 'v' }, underscores: '{a_b="v"}', utf8: '{"a:b"="v"}' },
  { name: 'a quote', labels: { 'a"b\\': 'v' }, underscores: '{a_b_="v"}', utf8: String.raw`{"a\"b\\"="v"}` },
  { name: 'nothing at all', labels: { '': 'v' }, underscores: '{_="v"}', utf8: '{""="v"}' },
  {
    name: 'a twin after escaping',
    labels: { 'x-y': '1', x_y: '2', 'x.y': '3' },
    underscores: '{x_y="2",x_y_="1",x_y__="3"}',
    utf8: '{"x-y"="1","x.y"="3",x_y="2"}',
  },
])('a label name with $name', ({ labels, underscores, utf8 }) => {
  expect(sampleLine(labels, 'underscores')).toBe(`probe_x_info${underscores} 1`);
  expect(sampleLine(labels, 'allow-utf-8')).toBe(`probe_x_info${utf8} 1`);
});

/** Reads one sample line as a scraper does; knows nothing of how it was written. */
function parseLabels(line: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  let rest = line.slice(line.indexOf('{') + 1);
  while (!rest.startsWith('}')) {
    const match =
      /^,?(?:([a-zA-Z_][a-zA-Z0-9_]*)|"((?:[^"\\\n]|\\[\\"n])*)")="((?:[^"\\\n]|\\[\\"n])*)"/s.exec(rest);
    if (match === null) throw new Error(`cannot read ${rest}`);
    const [whole, plain, quoted, value] = match;
    labels.set(plain ?? unescaped(quoted ?? ''), unescaped(value ?? ''));
    rest = rest.slice(whole.length);
  }
  if (rest !== '} 1') throw new Error(`unexpected end ${rest}`);
  return labels;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_all, character: string) => (character === 'n' ? '\n' : character));
}

const text = fc.string({ unit: 'grapheme' });
const oddText = fc.oneof(
  text,
  fc.string({ unit: fc.constantFrom('\\', '"', '\n', 'n', ',', '=', '}', ' ') }),
);

test('label names and values come back from a scraper as they were, with UTF-8 names', () => {
  fc.assert(
    fc.property(fc.dictionary(oddText, oddText, { minKeys: 1 }), (labels) => {
      const line = exposition([info(labels)], 'allow-utf-8').split('\n')[2] ?? '';
      expect(parseLabels(line)).toEqual(new Map(Object.entries(labels)));
    }),
  );
});

test('with underscores every value comes back, under classic names that are all different', () => {
  fc.assert(
    fc.property(fc.dictionary(oddText, oddText, { minKeys: 1 }), (labels) => {
      const line = exposition([info(labels)], 'underscores').split('\n')[2] ?? '';
      const parsed = parseLabels(line);
      expect([...parsed.values()].sort()).toEqual(Object.values(labels).sort());
      for (const name of parsed.keys()) expect(name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
    }),
  );
});
