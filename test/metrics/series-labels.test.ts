import { expect, test } from 'vitest';
import { labelSet, pairsText, seriesLabels, targetLabels } from '../../src/metrics/series-labels.ts';

test.each<{ name: string; target: Record<string, string>; own: Record<string, string>; written: string }>([
  { name: 'nothing', target: {}, own: {}, written: '' },
  { name: "the target's alone", target: { job: 'j', a: 'x' }, own: {}, written: 'a="x",job="j"' },
  { name: 'its own alone', target: {}, own: { phase: 'tls' }, written: 'phase="tls"' },
  {
    name: 'its own before, between and after',
    target: { c: '1', e: '2' },
    own: { f: 'o', b: 'o', d: 'o' },
    written: 'b="o",c="1",d="o",e="2",f="o"',
  },
  {
    name: 'one that both have',
    target: { job: 'j', phase: 'mine' },
    own: { phase: 'tls' },
    written: 'exported_phase="mine",job="j",phase="tls"',
  },
  {
    name: 'one that both have, when the other name is taken by the target',
    target: { exported_phase: 'taken', phase: 'mine' },
    own: { phase: 'tls' },
    written: 'exported_exported_phase="mine",exported_phase="taken",phase="tls"',
  },
  {
    name: 'one that both have, when the other name is taken by the series',
    target: { phase: 'mine' },
    own: { phase: 'tls', exported_phase: 'taken' },
    written: 'exported_exported_phase="mine",exported_phase="taken",phase="tls"',
  },
  {
    name: 'two that both have',
    target: { exported_a: '1', a: '2' },
    own: { a: 'o', exported_a: 'p' },
    written: 'a="o",exported_a="p",exported_exported_a="2",exported_exported_exported_a="1"',
  },
  {
    name: 'values that need escapes',
    target: { a: 'x"\\\n' },
    own: { b: '"' },
    written: String.raw`a="x\"\\\n",b="\""`,
  },
  {
    name: 'names of object properties',
    target: { ['__proto__']: '1' },
    own: { ['__proto__']: '2', constructor: '3' },
    written: '__proto__="2",constructor="3",exported___proto__="1"',
  },
])('a series has $name', ({ target, own, written }) => {
  const labels = { target: targetLabels(target), own: labelSet(own) };
  expect(pairsText(seriesLabels(labels, 'underscores'))).toBe(written);
  expect(pairsText(seriesLabels(labels, 'allow-utf-8'))).toBe(written);
});

test.each([
  { escaping: 'underscores', written: 'a_b="1",a_b_="2"' },
  { escaping: 'allow-utf-8', written: '"a-b"="2",a_b="1"' },
] as const)('names beyond the classic alphabet are written as $escaping says', ({ escaping, written }) => {
  const labels = { target: targetLabels({ a_b: '1' }), own: labelSet({ 'a-b': '2' }) };
  expect(pairsText(seriesLabels(labels, escaping))).toBe(written);
});
