import { expect, test } from 'vitest';
import { readHttpAnswer } from '../../bench/load/http-answer.ts';
import { readProbePage } from '../../bench/load/probe-page.ts';

const withLength = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n';
const inChunks =
  'HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n11\r\nlo, here I am 0\r\n\r\n0\r\n\r\n';

test.each([
  { name: 'with a length', text: withLength, expected: { status: 200, body: 'hello\n' } },
  { name: 'in chunks', text: inChunks, expected: { status: 400, body: 'hello, here I am 0\r\n' } },
  { name: 'without a body', text: 'HTTP/1.1 204 No Content\r\n\r\n', expected: { status: 204, body: '' } },
])('an answer $name is read when all of it is there', ({ text, expected }) => {
  expect(readHttpAnswer(text)).toEqual(expected);
});

test('an answer is not read before its end', () => {
  for (let length = 0; length < withLength.length; length += 1) {
    expect(readHttpAnswer(withLength.slice(0, length))).toBeUndefined();
  }
});

const page = (success: number) =>
  `# HELP probe_duration_seconds Returns how long\n# TYPE probe_duration_seconds gauge\nprobe_duration_seconds 0.0125\n# TYPE probe_success gauge\nprobe_success ${success}\n`;

test.each([
  { name: 'succeeds', answer: { status: 200, body: page(1) }, expected: { ok: true, seconds: 0.0125 } },
  { name: 'fails', answer: { status: 200, body: page(0) }, expected: { ok: false, seconds: 0.0125 } },
  {
    name: 'is refused',
    answer: { status: 400, body: 'Unknown module\n' },
    expected: { ok: false, seconds: undefined },
  },
])('a probe that $name is read from its page', ({ answer, expected }) => {
  expect(readProbePage(answer)).toEqual(expected);
});
