import { describe, expect, test } from 'vitest';
import { compileRegexp, type Regexp, subjectOf } from '../../../../probes/shared/regexp/regexp.ts';

const { raw } = String;

function compiled(source: string): Regexp {
  const result = compileRegexp(source);
  if (!result.ok) throw new Error(result.error);
  return result.regexp;
}

describe('compileRegexp accepts', () => {
  test.each([
    { name: 'an empty expression', source: '' },
    { name: 'a repeated assertion', source: '^+OK' },
    { name: 'more repeated assertions', source: raw`^*$?\b+\B{2}` },
    { name: 'flags', source: '(?i)(?s)(?m)(?U)a' },
    { name: 'flags switched off', source: '(?is-mU)a' },
    { name: 'flags of a group', source: '(?i-s:a)' },
    { name: 'an empty flag group', source: '(?)a' },
    { name: 'a group with a name', source: '(?P<n>a)' },
    { name: 'a group with a name without P', source: '(?<n>a)' },
    { name: 'a name of digits', source: '(?P<1>a)' },
    { name: 'anchors of the text', source: raw`\Aa\z` },
    { name: 'a quotation', source: raw`\Qa.b(\E` },
    { name: 'a quotation without an end', source: raw`\Q[[:` },
    { name: 'a repetition after an empty quotation', source: raw`a*\Q\E*` },
    { name: 'a one-letter class', source: raw`\pN\PN` },
    { name: 'a one-letter class in lower case', source: raw`\pn` },
    { name: 'a script', source: raw`\p{Greek}\P{Greek}\p{^Greek}\P{^Greek}` },
    { name: 'a script in any case', source: raw`\p{greek}\p{GREEK}` },
    { name: 'a script of two words', source: raw`\p{Old_Italic}` },
    { name: 'categories by their long names', source: raw`\p{Letter}\p{Uppercase_Letter}\p{decimal number}` },
    { name: 'ASCII, Any, Assigned, Cn, LC', source: raw`\p{ASCII}\p{Any}\p{Assigned}\p{Cn}\p{LC}` },
    { name: 'a class with a long name in brackets', source: raw`[^\p{letter}]` },
    { name: 'POSIX classes', source: '[[:alpha:][:^digit:]x]' },
    { name: 'an opening bracket and a colon in brackets', source: '[[:]' },
    { name: 'a closing bracket first in brackets', source: '[]a][^]a]' },
    { name: 'hyphens in brackets', source: '[a-c-e][-a][a-][--/]' },
    { name: 'octal escapes', source: raw`\123\0\08\07` },
    { name: 'hexadecimal escapes', source: raw`\x41\x{10FFFF}` },
    { name: 'a bell and other C escapes', source: raw`\a\f\n\r\t\v` },
    { name: 'any escaped punctuation', source: raw`\_\-\/\"\<\ ` },
    { name: 'braces that are no repetition', source: 'x{,5}x{x{1x{a}{' },
    { name: 'a thousand repetitions', source: 'a{1000}(b{10}){100}' },
    { name: 'lazy repetitions', source: 'a*?b+?c??d{1,2}?' },
    { name: 'an empty alternative', source: '(|a)*()|' },
    { name: 'a NUL', source: 'a\u0000b' },
  ])('$name', ({ source }) => {
    expect(compileRegexp(source)).toMatchObject({ ok: true, regexp: { source } });
  });
});

describe('compileRegexp refuses', () => {
  test.each([
    { name: 'possessive plus', source: 'a++', error: 'invalid nested repetition operator: `++`' },
    { name: 'possessive star', source: 'a*+', error: 'invalid nested repetition operator: `*+`' },
    { name: 'stacked stars', source: 'a**', error: 'invalid nested repetition operator: `**`' },
    { name: 'stacked counts', source: 'a{2}{3}', error: 'invalid nested repetition operator: `{2}{3}`' },
    { name: 'a lazy mark too many', source: 'a*??', error: 'invalid nested repetition operator: `*??`' },
    { name: 'a repetition of nothing', source: '*a', error: 'missing argument to repetition operator: `*`' },
    {
      name: 'a repetition of an empty alternative',
      source: 'a|*',
      error: 'missing argument to repetition operator: `*`',
    },
    { name: 'more than a thousand repetitions', source: 'a{1001}', error: 'invalid repeat count: `{1001}`' },
    { name: 'a thousand by multiplication', source: '(a{100}){11}', error: 'invalid repeat count: `{11}`' },
    { name: 'a range of counts turned round', source: 'a{2,1}', error: 'invalid repeat count: `{2,1}`' },
    { name: 'lookahead', source: 'a(?=b)', error: 'invalid or unsupported Perl syntax: `(?=`' },
    { name: 'negative lookahead', source: 'a(?!b)', error: 'invalid or unsupported Perl syntax: `(?!`' },
    { name: 'lookbehind', source: '(?<=a)b', error: 'invalid named capture: `(?<=a)b`' },
    { name: 'negative lookbehind', source: '(?<!a)b', error: 'invalid named capture: `(?<!a)b`' },
    { name: 'an atomic group', source: '(?>a)', error: 'invalid or unsupported Perl syntax: `(?>`' },
    { name: 'a comment', source: '(?#a)', error: 'invalid or unsupported Perl syntax: `(?#`' },
    { name: 'the flag x', source: '(?x)a', error: 'invalid or unsupported Perl syntax: `(?x`' },
    { name: 'a minus without a flag', source: '(?i-)', error: 'invalid or unsupported Perl syntax: `(?i-)`' },
    { name: 'a backreference', source: raw`(a)\1`, error: raw`invalid escape sequence: ${'`'}\1${'`'}` },
    {
      name: 'a backreference by name',
      source: raw`(?P<n>a)\k<n>`,
      error: raw`invalid escape sequence: ${'`'}\k${'`'}`,
    },
    {
      name: 'the end before a line feed',
      source: raw`a\Z`,
      error: raw`invalid escape sequence: ${'`'}\Z${'`'}`,
    },
    {
      name: 'a JavaScript code unit',
      source: raw`\u0041`,
      error: raw`invalid escape sequence: ${'`'}\u${'`'}`,
    },
    { name: 'a control letter', source: raw`\cA`, error: raw`invalid escape sequence: ${'`'}\c${'`'}` },
    { name: 'one byte', source: raw`\C`, error: raw`invalid escape sequence: ${'`'}\C${'`'}` },
    {
      name: 'an escaped letter of another script',
      source: raw`\é`,
      error: raw`invalid escape sequence: ${'`'}\é${'`'}`,
    },
    {
      name: 'a backspace in brackets',
      source: raw`[\b]`,
      error: raw`invalid escape sequence: ${'`'}\b${'`'}`,
    },
    {
      name: 'a quotation in brackets',
      source: raw`[\Qa\E]`,
      error: raw`invalid escape sequence: ${'`'}\Q${'`'}`,
    },
    {
      name: 'the end of no quotation',
      source: raw`a\E`,
      error: raw`invalid escape sequence: ${'`'}\E${'`'}`,
    },
    {
      name: 'a code point too large',
      source: raw`\x{110000}`,
      error: raw`invalid escape sequence: ${'`'}\x{110000${'`'}`,
    },
    { name: 'a backslash at the end', source: 'a\\', error: 'trailing backslash at end of expression' },
    {
      name: 'a class range to a class',
      source: raw`[a-\d]`,
      error: raw`invalid escape sequence: ${'`'}\d${'`'}`,
    },
    { name: 'a class range turned round', source: '[z-a]', error: 'invalid character class range: `z-a`' },
    {
      name: 'an unknown POSIX class',
      source: '[[:alpah:]]',
      error: 'invalid character class range: `[:alpah:]`',
    },
    {
      name: 'a bracket and a colon before a named class',
      source: '[[:][:alpha:]]',
      error: 'invalid character class range: `[:]`',
    },
    {
      name: 'an unknown script',
      source: raw`\p{Klingon}`,
      error: raw`invalid character class range: ${'`'}\p{Klingon}${'`'}`,
    },
    {
      name: 'a script with a non-ASCII letter',
      source: raw`\p{ſ}`,
      error: raw`invalid character class range: ${'`'}\p{ſ}${'`'}`,
    },
    {
      name: 'a class name without an end',
      source: raw`\p{Greek`,
      error: raw`invalid character class range: ${'`'}\p{Greek${'`'}`,
    },
    { name: 'an open bracket', source: '[a', error: 'missing closing ]: `[a`' },
    { name: 'empty brackets', source: '[]', error: 'missing closing ]: `[]`' },
    { name: 'an open group', source: '(a', error: 'missing closing ): `(a`' },
    { name: 'a closing parenthesis too many', source: 'a)', error: 'unexpected ): `a)`' },
    { name: 'a name twice', source: '(?P<n>a)(?<n>b)', error: 'duplicate capture group name: `n`' },
    { name: 'a name with a hyphen', source: '(?P<n-1>a)', error: 'invalid named capture: `(?P<n-1>`' },
    { name: 'an empty name', source: '(?P<>a)', error: 'invalid named capture: `(?P<>`' },
    {
      name: 'nesting over a thousand',
      source: `${'('.repeat(1001)}a${')'.repeat(1001)}`,
      error: 'expression nests too deeply',
    },
    { name: 'half a surrogate pair', source: 'a\ud800', error: 'invalid UTF-8' },
  ])('$name', ({ source, error }) => {
    expect(compileRegexp(source)).toEqual({ ok: false, error: `error parsing regexp: ${error}` });
  });
});

describe('test', () => {
  test.each([
    { name: 'nothing in nothing', source: '', text: '', matches: true },
    { name: 'nothing anywhere', source: '', text: 'abc', matches: true },
    { name: 'a part in the middle', source: 'b', text: 'abc', matches: true },
    { name: 'case counts', source: 'B', text: 'abc', matches: false },
    { name: '(?i) ignores case', source: '(?i)B', text: 'abc', matches: true },
    { name: '(?i) folds k with the Kelvin sign', source: '(?i)k', text: '\u212a', matches: true },
    { name: '(?i) folds s with the long s', source: '(?i)[r-t]', text: 'ſ', matches: true },
    { name: '(?i) folds final sigma', source: '(?i)Σ', text: 'ς', matches: true },
    { name: '(?i) ends with its group', source: '(?:(?i)a)b', text: 'AB', matches: false },
    { name: 'the dot is no line feed', source: 'a.b', text: 'a\nb', matches: false },
    { name: 'the dot is a carriage return', source: 'a.b', text: 'a\rb', matches: true },
    { name: 'the dot is a line separator', source: 'a.b', text: 'a\u2028b', matches: true },
    { name: 'the dot is one character outside the BMP', source: '^.$', text: '😀', matches: true },
    { name: '(?s) lets the dot be a line feed', source: '(?s)a.b', text: 'a\nb', matches: true },
    { name: 'a negated class is a line feed', source: 'a[^b]c', text: 'a\nc', matches: true },
    { name: '^ is the beginning of the text', source: '^b', text: 'a\nb', matches: false },
    { name: '$ is the end of the text', source: 'a$', text: 'a\nb', matches: false },
    { name: '$ is not before a last line feed', source: 'a$', text: 'a\n', matches: false },
    { name: '(?m)^ is after a line feed', source: '(?m)^b', text: 'a\nb', matches: true },
    { name: '(?m)$ is before a line feed', source: '(?m)a$', text: 'a\nb', matches: true },
    { name: '(?m)$ is not before a carriage return', source: '(?m)a$', text: 'a\r\nb', matches: false },
    { name: '(?m)^$ is an empty line', source: '(?m)^$', text: 'a\n\nb', matches: true },
    { name: '(?m)^$ needs an empty line', source: '(?m)^$', text: 'a\nb', matches: false },
    { name: String.raw`\A is never after a line feed`, source: raw`(?m)\Ab`, text: 'a\nb', matches: false },
    { name: String.raw`\z is never before a line feed`, source: raw`(?m)a\z`, text: 'a\n', matches: false },
    { name: '^+OK is not +OK', source: '^+OK', text: '+OK', matches: false },
    { name: '^+OK is OK at the beginning', source: '^+OK', text: 'OK ready', matches: true },
    { name: String.raw`\s is no vertical tab`, source: raw`\s`, text: '\v', matches: false },
    { name: String.raw`\s is no no-break space`, source: raw`\s`, text: '\u00a0', matches: false },
    { name: String.raw`\s is a form feed`, source: raw`^\s+$`, text: '\t\n\f\r ', matches: true },
    { name: '[[:space:]] is a vertical tab', source: '[[:space:]]', text: '\v', matches: true },
    { name: String.raw`\w is ASCII`, source: raw`\w`, text: 'é', matches: false },
    { name: String.raw`\d is ASCII`, source: raw`\d`, text: '٣', matches: false },
    { name: String.raw`\b is ASCII`, source: raw`\bcaf\b`, text: 'café', matches: true },
    { name: String.raw`\b at both ends`, source: raw`^\bab\b$`, text: 'ab', matches: true },
    { name: String.raw`\b not within a word`, source: raw`a\bb`, text: 'ab', matches: false },
    { name: String.raw`\B within a word`, source: raw`a\Bb`, text: 'ab', matches: true },
    { name: String.raw`\B in nothing`, source: raw`^\B$`, text: '', matches: true },
    { name: String.raw`\b in nothing`, source: raw`\b`, text: '', matches: false },
    { name: 'a quotation', source: raw`\Qa.b\E+`, text: 'a.bbb', matches: true },
    { name: 'a quotation is literal', source: raw`\Qa.b\E`, text: 'axb', matches: false },
    { name: 'octal', source: raw`^\101$`, text: 'A', matches: true },
    { name: 'a bell', source: raw`\a`, text: '\u0007', matches: true },
    { name: 'a NUL', source: raw`a\x00b`, text: 'a\u0000b', matches: true },
    { name: 'a script', source: raw`^\p{Greek}+$`, text: 'αβγ', matches: true },
    { name: 'a script that it is not', source: raw`\P{Greek}`, text: 'αβγ', matches: false },
    { name: 'a script outside the BMP', source: raw`^\p{Deseret}$`, text: '𐐀', matches: true },
    { name: 'a class by its long name', source: raw`^\p{uppercase letter}$`, text: 'Ж', matches: true },
    { name: 'brackets of an opening bracket and a colon', source: '^[[:]+$', text: '[:', matches: true },
    { name: 'lone half of what a class excludes', source: '^[^😀]$', text: '😁', matches: true },
    { name: 'braces without a lower count are literal', source: '^x{,2}$', text: 'x{,2}', matches: true },
    {
      name: 'a prefix that occurs without the rest',
      source: raw`fox \d`,
      text: 'a fox, a fox 1',
      matches: true,
    },
    { name: 'a prefix outside ASCII', source: raw`é\d`, text: 'éé1', matches: true },
    {
      name: 'an expression that cannot match',
      source: '[^\\x00-\\x{10FFFF}]|a\\bb',
      text: 'ab',
      matches: false,
    },
    { name: 'a repetition of an optional part', source: '^(a|b*)*$', text: 'abba', matches: true },
  ])('$name', ({ source, text, matches }) => {
    expect(compiled(source).test(subjectOf(text))).toBe(matches);
  });

  test.each([
    { name: 'an invalid byte is one character', source: '^a.b$', hex: '61ff62', matches: true },
    { name: 'a truncated sequence is several characters', source: '^a..b$', hex: '61e28262', matches: true },
    { name: 'an invalid byte is U+FFFD', source: raw`a\x{FFFD}b`, hex: '61ff62', matches: true },
    {
      name: 'an invalid byte is in a class of U+FFFD',
      source: raw`[\x{FFF0}-\x{FFFF}]`,
      hex: '80',
      matches: true,
    },
    { name: 'a literal does not match half a character', source: '©', hex: 'c3a9', matches: false },
    { name: 'an invalid byte is no word character', source: raw`a\b`, hex: '61ff', matches: true },
  ])('$name', ({ source, hex, matches }) => {
    expect(compiled(source).test(subjectOf(Buffer.from(hex, 'hex')))).toBe(matches);
  });

  test('answers for one subject after the other', () => {
    const regexp = compiled('b$');
    expect(['ab', 'abc', '', 'b', 'bb\n'].map((text) => regexp.test(subjectOf(text)))).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  test('answers for an expression too large for its automaton', () => {
    const regexp = compiled(`^${'a{1000}'.repeat(66)}$`);
    expect(regexp.test(subjectOf('a'.repeat(66_000)))).toBe(true);
    expect(regexp.test(subjectOf('a'.repeat(65_999)))).toBe(false);
  });
});

describe('exec', () => {
  test('says where groups matched, by number and by name', () => {
    const match = compiled(raw`(?P<user>\w+)@(\w+)(?<port>:\d+)?`).exec(subjectOf('<ada@mail>'));
    expect(match).toEqual({
      groups: ['ada@mail', 'ada', 'mail', undefined],
      named: new Map([
        ['user', 'ada'],
        ['port', undefined],
      ]),
    });
  });

  test('is undefined without a match', () => {
    expect(compiled('x').exec(subjectOf('abc'))).toBeUndefined();
  });

  test.each([
    { name: 'the leftmost match', source: 'b+|a', text: 'xabb', groups: ['a'] },
    { name: 'the first alternative rather than the longest', source: 'a|ab', text: 'ab', groups: ['a'] },
    { name: 'as much as possible', source: 'a+', text: 'aaa', groups: ['aaa'] },
    { name: 'as little as possible', source: 'a+?', text: 'aaa', groups: ['a'] },
    { name: 'the reverse with (?U)', source: '(?U)a+', text: 'aaa', groups: ['a'] },
    { name: 'the last round of a repeated group', source: '(a|b)+', text: 'ab', groups: ['ab', 'b'] },
    { name: 'a group of an earlier round', source: '(?:(a)|b)+', text: 'ab', groups: ['ab', 'a'] },
    { name: 'an empty match', source: '(x*)', text: 'abc', groups: ['', ''] },
    { name: 'a group that took no part', source: '(a)|(b)', text: 'b', groups: ['b', undefined, 'b'] },
    { name: 'characters outside the BMP', source: '(.)b', text: 'a😀b', groups: ['😀b', '😀'] },
  ])('finds $name', ({ source, text, groups }) => {
    expect(compiled(source).exec(subjectOf(text))?.groups).toEqual(groups);
  });

  test('gives invalid bytes as U+FFFD', () => {
    expect(compiled('a(.+)b').exec(subjectOf(Buffer.from('61e28262', 'hex')))?.groups).toEqual([
      'a\ufffd\ufffdb',
      '\ufffd\ufffd',
    ]);
  });

  test('knows names that objects inherit', () => {
    const match = compiled('(?P<__proto__>a)(?P<constructor>b)').exec(subjectOf('ab'));
    expect([...(match?.named ?? [])]).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });
});
