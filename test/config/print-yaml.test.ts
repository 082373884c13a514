import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { printYaml, type YamlLayout } from '../../src/config/print-yaml.ts';
import { type Shown, type ShownEntries, shownBlock, shownMap } from '../../src/config/shown-value.ts';

const wide: YamlLayout = { indent: 4, indentsLists: true };
const narrow: YamlLayout = { indent: 2, indentsLists: false };

describe('layout', () => {
  const value = shownMap([
    ['b', ['x', shownMap([['n', ['1 2', 'l\nm']]]), shownBlock([]), []]],
    ['a', shownMap([['k', 7]])],
    ['c', { kind: 'empty-regexp' }],
  ]);

  test('puts lists deeper than their key where the layout says so', () => {
    expect(printYaml(value, wide)).toBe(`a:
    k: 7
b:
    - x
    - "n":
        - 1 2
        - |-
          l
          m
    - {}
    - []
c: null
`);
  });

  test('puts lists at the column of their key where the layout says so', () => {
    expect(printYaml(value, narrow)).toBe(`a:
  k: 7
b:
- x
- "n":
  - 1 2
  - |-
    l
    m
- {}
- []
c: null
`);
  });

  test('marks a key that readers would not look for so long', () => {
    const key = 'k'.repeat(129);
    expect(printYaml(shownMap([[key, 'v']]), wide)).toBe(`? ${key}\n: v\n`);
  });

  test('says that the whole is empty', () => {
    expect(printYaml(shownBlock([]), wide)).toBe('{}\n');
  });
});

type Tree = string | readonly Tree[] | ReadonlyMap<string, Tree>;

const awkward =
  'a é 0 1 _ . e + x y null 1:30 2001-01-01 = << ... --- : - | > " \' \\ { ] , & * ! % @ ` ~ \x85 \u2028 \ufeff \u{1f389}';
const word = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 100, maxLength: 150 }) },
  {
    weight: 6,
    arbitrary: fc
      .array(fc.constantFrom(' ', ' #', ': ', '- ', '? ', '\t', '\r', '\n', '\n', ...awkward.split(' ')), {
        maxLength: 7,
      })
      .map((pieces) => pieces.join('')),
  },
);

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    word,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.array(fc.tuple(word, tie('tree')), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
}));

function shownTree(value: Tree): Shown {
  if (typeof value === 'string') return value;
  return isMap(value) ? shownTreeMap(value) : value.map(shownTree);
}

function shownTreeMap(value: ReadonlyMap<string, Tree>): ShownEntries {
  return shownMap([...value].map(([key, entry]) => [key, shownTree(entry)]));
}

function isMap(value: Exclude<Tree, string>): value is ReadonlyMap<string, Tree> {
  return value instanceof Map;
}

describe.each([
  { name: 'the wide layout', layout: wide },
  { name: 'the narrow layout', layout: narrow },
])('$name', ({ layout }) => {
  test.each(['1.1', '1.2'] as const)('is read back as the same values by a reader of YAML %s', (version) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, tree), { minLength: 1, maxLength: 3 }), (entries) => {
        const value = new Map(entries);
        const text = printYaml(shownTreeMap(value), layout);
        expect(parse(text, { version, mapAsMap: true, merge: true })).toEqual(value);
      }),
    );
  });
});
