import * as fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect } from 'vitest';
import { expandTemplate } from '../../probes/shared/regexp/expand.ts';
import { compileRegexp, subjectOf } from '../../probes/shared/regexp/regexp.ts';
import { fuzz } from './fuzzing.ts';

/** Pieces of Go's syntax and of others that look like it, whole and broken. */
const pieces = fc.constantFrom(
  'a',
  'b',
  'k',
  'é',
  '漢',
  '😀',
  '.',
  '^',
  '$',
  '|',
  '(',
  ')',
  '(?:',
  '(?i)',
  '(?i:',
  '(?-s:',
  '(?P<n>',
  '(?<n>',
  '(?=',
  '(?<!',
  '(?#',
  '[',
  ']',
  '[^',
  '[[:alpha:]]',
  '[[:word:]',
  '[a-z]',
  '[z-a]',
  '[]a]',
  '[\\d-z]',
  '-',
  '\\',
  '\\d',
  '\\D',
  '\\w',
  '\\b',
  '\\B',
  '\\A',
  '\\z',
  '\\Z',
  '\\pL',
  '\\p{Greek}',
  '\\p{^Lu}',
  '\\PN',
  '\\x{1F600}',
  '\\x41',
  '\\x',
  '\\1',
  '\\k<n>',
  '\\07',
  '\\C',
  '\\Q',
  '\\E',
  '\\.',
  '\\/',
  '\\u0041',
  '*',
  '+',
  '?',
  '*?',
  '++',
  '{2}',
  '{2,}',
  '{,2}',
  '{0,1000}',
  '{1001}',
  '{',
  '}',
  '(a+)+',
  '(a|a)*',
  '(?U)',
  '\0',
  '\n',
  '\ud800',
  '$1',
  '${n}',
);
const sources = fc.array(pieces, { maxLength: 8 }).map((list) => list.join(''));
const subjects = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'b', 'K', 'é', '漢', '😀', '.', '\n', '1', '-', ' '),
    maxLength: 16,
  }),
  fc.uint8Array({ maxLength: 16 }),
);

fuzz(
  'regular expressions',
  fc.property(sources, subjects, (source, content) => {
    const compiled = compileRegexp(source);
    if (!compiled.ok) {
      expect(compiled.error).toMatch(/^error parsing regexp: ./su);
      return;
    }
    const subject = subjectOf(content);
    const match = compiled.regexp.exec(subject);
    // Two ways to the same answer.
    expect(compiled.regexp.test(subject)).toBe(match !== undefined);
    if (match !== undefined) expandTemplate(source, match);
    if (!compilesAsWritten(source)) return;
    // And a third, by engines that share nothing with the automaton.
    expect(RE2JS.compile(source).matcher(subject.text).find()).toBe(match !== undefined);
  }),
);

function compilesAsWritten(source: string): boolean {
  try {
    RE2JS.compile(source);
    return true;
  } catch {
    return false;
  }
}
