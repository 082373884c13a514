import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { atOnce } from '../../src/config/steps.ts';
import { layoutOf, type PieceLengths } from '../../src/config/yaml-layout.ts';
import { readText, type TextReading } from '../../src/config/yaml-reading.ts';
import { plainReading } from '../helpers/yaml-reading.ts';

/** So short that a file of some lines is cut everywhere. */
const tiny: PieceLengths = { usual: 1, most: 24 };
const never: PieceLengths = { usual: 1, most: Number.POSITIVE_INFINITY };

function inPieces(text: string): TextReading {
  return atOnce(readText(text, tiny));
}

function asAWhole(text: string): TextReading {
  return atOnce(readText(text, never));
}

describe('a file that is read in pieces says what it says as a whole:', () => {
  test.each([
    [
      'keys with blocks below them',
      'a:\n  b: 1\n  c: [x, y]\nd:\n  e: {f: g}\n  h: 30 characters and some more\n',
    ],
    [
      'comments and blank lines anywhere',
      '# one\n\na: # two\n\n# three\n    # four\n  b: 1\n\n  c: 2\n# five\nd: e\n',
    ],
    ['the start of a document', '--- # start\na:\n  b: 1\n  c: 2\nd: and something that is long\n'],
    [
      'lists at the indent of their key',
      'a:\n- one is this\n- two is that\nb:\n  - three is long too\n  - x: 1\n    y: 2\n',
    ],
    [
      'items that are long blocks',
      'a:\n  - b: the first of several\n    c:\n      - d: and the second\n        e: 2\n      - f: 3\n  - g: 4\n',
    ],
    [
      'lists in lists',
      'a:\n  - - one in the first\n    - two in the first\n  - - three in the second\n    - four\n',
    ],
    ['quoted keys, and keys that look like numbers', '"a b":\n  c: 1\n\'d\':\n  5: e\n  1.0: f\n  ~: g\n'],
    [
      'texts over several lines',
      'a:\n  b: |\n    one\n      two\n\n    # no comment\n  c: >-\n    three\n    four\n  d: "five\n    six"\n',
    ],
    ['line ends of Windows', 'a:\r\n  b: 1\r\n  c: [x]\r\nd:\r\n  - e\r\n  - f and some more of it\r\n'],
    ['no line end at the end', 'a:\n  b: 1\n  c: 2\nd: something that is long'],
    [
      'mappings that are merged within a key',
      'a:\n  b: {<<: {c: 1}, d: 2}\n  e: 3\nf: something that is long\n',
    ],
    ['aliases, which it is not cut for', 'a:\n  b: &x {c: 1}\n  d: *x\ne: something that is long\n'],
    ['aliases within brackets', 'a:\n  b: {c: &x 1}\n  d: [*x]\n  e: {f: *x}\ng: something that is long\n'],
    [
      'a key given twice, in one piece and in two',
      'a:\n  b: 1\n  b: 2\n  c: something long in between\n  b: 3\na: 4\n',
    ],
    ['a tag', 'a:\n  b: !!binary aGVsbG8=\n  c: !!int x\n  d: something that is long\n'],
  ])('%s', (_name, text) => {
    expect(plainReading(inPieces(text))).toEqual(plainReading(asAWhole(text)));
  });

  test('the example', () => {
    const text = readFileSync('config.example.yml', 'utf8');
    const small: PieceLengths = { usual: 1, most: 1000 };
    expect(layoutOf(text, small)).toBeDefined();
    expect(plainReading(atOnce(readText(text, small)))).toEqual(plainReading(asAWhole(text)));
  });
});

describe('a file with mistakes', () => {
  test.each([
    ['an open bracket', 'a:\n  b: 1\n  c: [x, y\nd: 2\ne:\n  f: 3\n', 4],
    // The reader of quotes says where it gave up.
    ['an open quote', 'a:\n  b: 1\n  c: "x\nd: 2\ne:\n  f: 3\n', 4],
    [
      'brackets whose lines stand further left',
      'a:\n  b: {c: 1,\n  d: 2,\n  e: 3}\n  f: 4\ng: something long\n',
      3,
    ],
    ['a tab that indents', 'a:\n  b: 1\n\tc: 2\ne: something that is long\n', 3],
    ['a text where keys are', 'a:\n  b: 1\n  text\n  c: 2\ne: something that is long\n', 3],
  ])('%s is refused where it stands', (_name, text, line) => {
    const whole = asAWhole(text);
    const pieces = inPieces(text);
    expect([whole.ok, pieces.ok]).toEqual([false, false]);
    const [problem] = pieces.ok ? [] : pieces.problems;
    expect(pieces.lines.linePos(problem?.offset ?? 0).line).toBe(line);
    expect(problem?.message).toMatch(/YAML/);
  });
});

test.each([
  ['JSON', `{"modules": {${'"a": {"prober": "tcp"}, '.repeat(4000)}"b": {}}}`],
  ['one long text', `a:\n  b: "${'x'.repeat(200_000)}"\n`],
  ['two documents', `a: 1\n---\n${'b: 2\n'.repeat(40_000)}`],
  ['a key that is explicit', `${'b: 2\n'.repeat(40_000)}? c\n: d\n`],
])('%s is not cut', (_name, text) => {
  expect(layoutOf(text)).toBeUndefined();
});

test('a long file is read in steps that are short', () => {
  const modules = Array.from(
    { length: 4000 },
    (_, index) => `  m${index}: {prober: http, http: {method: GET}}\n`,
  );
  const targets = Array.from(
    { length: 4000 },
    (_, index) => `          - https://host-${index}.example.test/\n`,
  );
  const schedule = `  - job_name: j\n    module: m0\n    static_configs:\n      - targets:\n${targets.join('')}`;
  const text = `modules:\n${modules.join('')}schedules:\n${schedule}`;
  const steps = readText(text);
  let count = 0;
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) count += 1;
  expect(step.value.ok).toBe(true);
  // Of some 4 KiB each.
  expect(count).toBeGreaterThan(text.length / 4096 - 10);
});
