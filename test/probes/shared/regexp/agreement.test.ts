import * as fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { compileRegexp, subjectOf } from '../../../../probes/shared/regexp/regexp.ts';

/** Few characters, so that random expressions match random texts about as often as not. */
const characters = [
  'a',
  'b',
  'B',
  'k',
  '_',
  '-',
  ' ',
  '\n',
  '\u212a',
  'é',
  'É',
  '漢',
  '😀',
  '\ufffd',
  '\u0000',
];

const portableAtoms = [
  'a',
  'b',
  'B',
  'k',
  'é',
  '漢',
  '😀',
  '-',
  ' ',
  '.',
  '[ab]',
  '[^a]',
  '[^\\n😀]',
  '[B-k]',
];
const portableAssertions = ['^', '$', '\\b', '\\B'];
const goAtoms = [
  ...portableAtoms,
  '\\w',
  '\\W',
  '\\s',
  '\\d',
  '\\pL',
  '\\PL',
  '\\p{Han}',
  '[[:upper:]_]',
  '\\x{1F600}',
  '\\000',
  '\\Qa.\\E',
  '[^[:word:]]',
];
const goAssertions = [...portableAssertions, '\\A', '\\z'];

interface Parts {
  readonly atoms: readonly string[];
  readonly assertions: readonly string[];
  readonly groups: readonly string[];
}

/** Random expressions of the given parts, with groups `depth` levels deep. */
function expressions(parts: Parts, depth: number): fc.Arbitrary<string> {
  const { atoms, assertions, groups } = parts;
  const repetition = fc.constantFrom(
    '',
    '',
    '*',
    '+',
    '?',
    '*?',
    '+?',
    '??',
    '{2}',
    '{1,3}',
    '{0,2}?',
    '{2,}',
  );
  const assertion = fc.constantFrom(...assertions);
  const atom = fc.tuple(fc.constantFrom(...atoms), repetition).map((pair) => pair.join(''));
  const choices = [
    { weight: 6, arbitrary: atom },
    { weight: 2, arbitrary: assertion },
  ];
  if (depth > 0) {
    const group = fc
      .tuple(fc.constantFrom(...groups), expressions(parts, depth - 1), repetition)
      .map(([open, inner, repeated]) => `${open}${inner})${repeated}`);
    choices.push({ weight: 3, arbitrary: group });
  }
  return fc
    .array(
      fc.array(fc.oneof(...choices), { maxLength: 4 }).map((sequence) => sequence.join('')),
      { minLength: 1, maxLength: 3 },
    )
    .map((alternatives) => alternatives.join('|'));
}

const goExpressions = fc
  .tuple(
    fc.constantFrom('', '', '(?i)', '(?m)', '(?s)', '(?im)', '(?U)', '(?ims)'),
    expressions(
      { atoms: goAtoms, assertions: goAssertions, groups: ['(', '(?:', '(?i:', '(?-i:', '(?m:', '(?s:'] },
      3,
    ),
  )
  .map(([flags, expression]) => flags + expression);

const texts = fc.string({ unit: fc.constantFrom(...characters), maxLength: 12 });

const someBytes = fc
  .array(
    fc.constantFrom(0x61, 0x62, 0x0a, 0x5f, 0x80, 0xc3, 0xa9, 0xe6, 0xbc, 0xa2, 0xf0, 0x9f, 0x98, 0xff),
    {
      maxLength: 12,
    },
  )
  .map((bytes) => Uint8Array.from(bytes));

/** What re2js finds with the engines that know groups, none of which the automaton shares. */
function foundByRe2js(source: string, text: string): (string | undefined)[] | undefined {
  const compiled = RE2JS.compile(source);
  const matcher = compiled.matcher(text);
  if (!matcher.find()) return undefined;
  return Array.from({ length: compiled.groupCount() + 1 }, (_, number) => matcher.group(number) ?? undefined);
}

describe('a random expression', () => {
  test('matches a random text where re2js finds a match, with the same groups', () => {
    let matchCount = 0;
    fc.assert(
      fc.property(goExpressions, fc.array(texts, { minLength: 1, maxLength: 4 }), (source, list) => {
        const compiled = compileRegexp(source);
        fc.pre(compiled.ok);
        for (const text of list) {
          const groups = foundByRe2js(source, text);
          if (groups !== undefined) matchCount += 1;
          expect(compiled.regexp.test(subjectOf(text))).toBe(groups !== undefined);
          expect(compiled.regexp.exec(subjectOf(text))?.groups).toEqual(groups);
        }
      }),
      { numRuns: 2000 },
    );
    expect(matchCount).toBeGreaterThan(1000);
  });

  test('matches random bytes as it matches their text', () => {
    fc.assert(
      fc.property(goExpressions, someBytes, (source, bytes) => {
        const compiled = compileRegexp(source);
        fc.pre(compiled.ok);
        const subject = subjectOf(bytes);
        expect(compiled.regexp.test(subject)).toBe(foundByRe2js(source, subject.text) !== undefined);
      }),
      { numRuns: 1000 },
    );
  });

  test('matches where a RegExp of the same meaning matches', () => {
    // One level of groups: of deeper expressions some would keep a backtracking engine busy for hours.
    const portable = expressions(
      { atoms: portableAtoms, assertions: portableAssertions, groups: ['(', '(?:'] },
      1,
    );
    // V8 looks for word boundaries between the halves of a surrogate pair too; and no character here is
    // one of the line terminators beside the line feed that only JavaScript knows.
    const basicTexts = fc.string({
      unit: fc.constantFrom(...characters.filter((character) => character.length === 1)),
      maxLength: 6,
    });
    let matchCount = 0;
    fc.assert(
      fc.property(portable, fc.constantFrom('', 'm', 's'), basicTexts, (source, flag, text) => {
        const compiled = compileRegexp(flag === '' ? source : `(?${flag})${source}`);
        fc.pre(compiled.ok);
        const expected = new RegExp(source, `u${flag}`).test(text);
        if (expected) matchCount += 1;
        expect(compiled.regexp.test(subjectOf(text))).toBe(expected);
      }),
      { numRuns: 4000 },
    );
    expect(matchCount).toBeGreaterThan(1000);
    expect(matchCount).toBeLessThan(3500);
  });

  test('is refused or compiled, whatever the text, and never throws', () => {
    const unit = fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '\\',
      '*',
      '?',
      '|',
      '^',
      '$',
      ':',
      '<',
      '>',
      'P',
      'p',
      'Q',
      'E',
      '1',
      ',',
      '-',
      'a',
      '\u{1F600}',
    );
    fc.assert(
      fc.property(fc.string({ unit }), (source) => {
        const compiled = compileRegexp(source);
        const answer = compiled.ok ? String(compiled.regexp.test(subjectOf('a'))) : compiled.error;
        expect(answer).toMatch(/^(?:true|false|error parsing regexp: .+)$/su);
      }),
      { numRuns: 4000 },
    );
  });
});

describe('an expression whose automaton outgrows its table', () => {
  /**
   * Words of 60 letters a and b that look random (the high bits of a linear congruential generator), each
   * ending in c, the letter 17 places before which is always b.
   */
  const words: string[] = [];
  let state = 1;
  for (let count = 0; count < 6_000; count += 1) {
    const letters = Array.from({ length: 60 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 31 === 0 ? 'a' : 'b';
    });
    words.push(`${letters.with(60 - 17, 'b').join('')}c`);
  }
  const text = words.join('');

  test.each([
    { name: 'finds no match that is not there', subject: subjectOf(text), matches: false },
    {
      name: 'finds the one match at the end',
      subject: subjectOf(`${text}a${'b'.repeat(16)}c`),
      matches: true,
    },
  ])('$name', ({ subject, matches }) => {
    const compiled = compileRegexp('a[ab]{16}c');
    if (!compiled.ok) throw new Error(compiled.error);
    expect(compiled.regexp.test(subject)).toBe(matches);
    expect(compiled.regexp.test(subject)).toBe(matches);
  });
});
