import { describe, expect, test } from 'vitest';
import {
  compileRegexp,
  type Regexp,
  type Subject,
  subjectOf,
} from '../../../../probes/shared/regexp/regexp.ts';

function compiled(source: string): Regexp {
  const result = compileRegexp(source);
  if (!result.ok) throw new Error(result.error);
  return result.regexp;
}

/** The least time of several runs, in milliseconds: what the work costs when nothing else disturbs it. */
function leastMs(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5; run += 1) {
    const startedMs = performance.now();
    work();
    least = Math.min(least, performance.now() - startedMs);
  }
  return least;
}

/** One plain pass over the bytes, the unit in which this machine, as loaded as it is, is measured. */
function passMs(subject: Subject): number {
  let sum = 0;
  const ms = leastMs(() => {
    for (const byte of subject.bytes) sum += byte;
  });
  expect(sum).toBeGreaterThan(0);
  return ms;
}

const sizeBytes = 1 << 20;

function filled(piece: string): Subject {
  return subjectOf(piece.repeat(Math.ceil(sizeBytes / Buffer.byteLength(piece))));
}

const prose = filled(
  'The quick brown fox jumps over the lazy dog; Alice said so. status=BAD;code=x 0123456789\n',
);
const cyrillic = filled('Съешь ещё этих мягких французских булок, да выпей чаю. ');
const binary = subjectOf(Uint8Array.from({ length: sizeBytes }, (_, index) => 0x80 | (index * 151)));

describe('an ordinary expression', () => {
  test.each([
    { source: '(?i)alice.*example', subject: prose, matches: false },
    { source: String.raw`status=(OK|FAIL);code=\d+`, subject: prose, matches: false },
    { source: 'fox$', subject: prose, matches: false },
    { source: 'needle [0-9]{4}', subject: prose, matches: false },
    { source: '(?m)^code=x', subject: prose, matches: false },
    { source: String.raw`\bfoxy?\b.{200}`, subject: prose, matches: false },
    { source: String.raw`\p{Cyrillic}{3} \p{Han}+`, subject: cyrillic, matches: false },
    { source: String.raw`[^\x{FFFD}]{3}$`, subject: binary, matches: false },
  ])('$source costs a small multiple of one pass over 1 MB', ({ source, subject, matches }) => {
    const regexp = compiled(source);
    expect(regexp.test(subject)).toBe(matches);
    expect(leastMs(() => regexp.test(subject)) / passMs(subject)).toBeLessThan(30);
  });
});

/** Four times the text may take four times as long; the rest is for a machine busy with other things. */
const tolerated = 12;

/** How many times as long `work` takes for four times the length. */
function growth(
  lengthBytes: number,
  make: (lengthBytes: number) => string,
  work: (subject: Subject) => void,
): number {
  const small = subjectOf(make(lengthBytes));
  const large = subjectOf(make(4 * lengthBytes));
  return leastMs(() => work(large)) / leastMs(() => work(small));
}

describe('a hostile text', () => {
  test('costs (a+)+$ less than 50 ms in 5,000 characters', () => {
    const regexp = compiled('(a+)+$');
    const subject = subjectOf(`${'a'.repeat(5_000)}!`);
    expect(regexp.test(subject)).toBe(false);
    expect(leastMs(() => regexp.test(subject))).toBeLessThan(50);
  });

  const hostile = [
    { source: '(a+)+$', piece: 'a', saved: '', spoilt: '!' },
    { source: '^(a+)+$', piece: 'a', saved: '', spoilt: '!' },
    { source: '(a|aa)+$', piece: 'a', saved: '', spoilt: '!' },
    { source: '(x+x+)+y', piece: 'x', saved: 'y', spoilt: '' },
    { source: '(.*)*=', piece: 'x', saved: '=', spoilt: '' },
    { source: '(.*)(.*)(.*)(.*)=$', piece: '=x', saved: '=', spoilt: '' },
    { source: String.raw`(\w+\s?)+\.$`, piece: 'ok words', saved: '.', spoilt: '!' },
    { source: 'x.*x.*x.*x.*y', piece: 'x', saved: 'y', spoilt: '' },
  ];

  test.each(hostile)('costs the test of $source time linear in its length', (row) => {
    const regexp = compiled(row.source);
    for (const [end, matches] of [
      [row.saved, true],
      [row.spoilt, false],
    ] as const) {
      const make = (length: number): string => row.piece.repeat(length / row.piece.length) + end;
      expect(regexp.test(subjectOf(make(65_536)))).toBe(matches);
      expect(growth(65_536, make, (subject) => regexp.test(subject))).toBeLessThan(tolerated);
    }
  });

  test.each(hostile.filter(({ saved }) => saved !== ''))(
    'costs the match of $source time linear in its length',
    (row) => {
      const regexp = compiled(row.source);
      const make = (length: number): string => row.piece.repeat(length / row.piece.length) + row.saved;
      expect(regexp.exec(subjectOf(make(65_536)))?.groups.length).toBeGreaterThan(0);
      expect(growth(65_536, make, (subject) => regexp.exec(subject))).toBeLessThan(tolerated);
    },
  );

  test('that needs a new state for every character costs time linear in its length', () => {
    const regexp = compiled('a[ab]{60}c');
    // The parity of the squares modulo a prime: no stretch of 60 occurs twice.
    const text = Array.from(
      { length: 65_536 },
      (_, index) => 'ab'[((index * index) % 65_537) % 2] ?? '',
    ).join('');
    const make = (length: number): string => text.slice(0, length);
    expect(growth(16_384, make, (subject) => regexp.test(subject))).toBeLessThan(tolerated);
  });
});
