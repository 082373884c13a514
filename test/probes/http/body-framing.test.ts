import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodyFramer } from '../../../probes/http/body-framing.ts';
import type { Framing } from '../../../probes/shared/http/response-head.ts';

/** What comes of these pieces: the body, how it ended, and what was wrong. */
function framed(framing: Framing, pieces: readonly (string | Buffer)[]) {
  const framer = bodyFramer(framing);
  const body: Buffer[] = [];
  for (const piece of pieces) {
    const result = framer.push(Buffer.from(piece));
    body.push(...result.body);
    if (result.kind === 'complete') return { body: Buffer.concat(body).toString('latin1'), end: 'complete' };
    if (result.kind === 'malformed') {
      return { body: Buffer.concat(body).toString('latin1'), end: result.problem };
    }
  }
  const end = framer.endsWithConnection ? 'complete' : 'incomplete';
  return { body: Buffer.concat(body).toString('latin1'), end };
}

describe('a body', () => {
  test.each<[string, Framing, string[], object]>([
    ['that is none ends before it begins', 'none', ['rest'], { body: '', end: 'complete' }],
    ['of a length ends with its last byte', 5, ['he', 'llo and more'], { body: 'hello', end: 'complete' }],
    ['of a length may be cut short', 5, ['hell'], { body: 'hell', end: 'incomplete' }],
    ['up to the close ends there', 'until-close', ['he', 'llo'], { body: 'hello', end: 'complete' }],
    ['in chunks', 'chunked', ['3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n'], { body: 'hello', end: 'complete' }],
    ['in chunks without any', 'chunked', ['0\r\n\r\n'], { body: '', end: 'complete' }],
    ['in chunks with line feeds', 'chunked', ['5\nhello\n0\n\n'], { body: 'hello', end: 'complete' }],
    [
      'in chunks with extensions',
      'chunked',
      ['5 ; a="b"\r\nhello\r\n00\r\n\r\n'],
      { body: 'hello', end: 'complete' },
    ],
    [
      'in chunks with a trailer',
      'chunked',
      ['5\r\nhello\r\n0\r\nX: y\r\n\r\n'],
      { body: 'hello', end: 'complete' },
    ],
    ['in chunks may be cut short', 'chunked', ['5\r\nhel'], { body: 'hel', end: 'incomplete' }],
    ['in chunks without the last', 'chunked', ['5\r\nhello\r\n'], { body: 'hello', end: 'incomplete' }],
  ])('%s', (_, framing, pieces, expected) => {
    expect(framed(framing, pieces)).toEqual(expected);
  });

  test.each([
    ['a size that is none', 'xyz\r\n', 'no chunk size: "xyz"'],
    ['a negative size', '-5\r\n', 'no chunk size: "-5"'],
    ['a size with a prefix', '0x5\r\nhello', 'no chunk size: "0x5"'],
    ['no size', '\r\nhello', 'no chunk size: ""'],
    ['a size beyond all', 'ffffffffffffffff\r\n', 'a chunk of 0xffffffffffffffff bytes'],
    ['a chunk longer than its size', '3\r\nhello\r\n', 'a chunk that is longer than its size'],
    ['an endless line', `5;${'x'.repeat(5000)}`, 'a line that is too long'],
    ['an endless trailer', `0\r\n${'X: y\r\n'.repeat(20_000)}`, 'a trailer section that is too long'],
  ])('in chunks with %s cannot be read', (_, text, problem) => {
    expect(framed('chunked', [text]).end).toBe(
      `the chunks of the body are not readable: there is ${problem}`,
    );
  });

  test('is the same however its bytes are cut', () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 });
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(chunks, cuts, (parts, steps) => {
        const whole = Buffer.concat([
          ...parts.flatMap((part) => [
            Buffer.from(`${part.length.toString(16)}\r\n`),
            Buffer.from(part),
            Buffer.from('\r\n'),
          ]),
          Buffer.from('0\r\n\r\n'),
        ]);
        const pieces: Buffer[] = [];
        for (let at = 0, turn = 0; at < whole.length; turn += 1) {
          const step = steps[turn % steps.length] ?? 1;
          pieces.push(whole.subarray(at, at + step));
          at += step;
        }
        expect(framed('chunked', pieces)).toEqual({
          body: Buffer.concat(parts.map((part) => Buffer.from(part))).toString('latin1'),
          end: 'complete',
        });
      }),
    );
  });
});
