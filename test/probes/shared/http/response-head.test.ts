import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HeadProgress, ResponseHeadReader } from '../../../../probes/shared/http/response-head.ts';

function read(text: string, method = 'GET'): HeadProgress {
  return new ResponseHeadReader(method).push(Buffer.from(text, 'latin1'));
}

function complete(text: string, method = 'GET'): Extract<HeadProgress, { kind: 'complete' }> {
  const progress = read(text, method);
  if (progress.kind !== 'complete') throw new Error(`not complete: ${JSON.stringify(progress)}`);
  return progress;
}

describe('a response head', () => {
  test('keeps repeated fields apart, in order, and hands on what follows', () => {
    const { head, rest } = complete('HTTP/1.1 200 OK\r\nX-A: one\r\nx-a:two\r\nX-B:\r\n\r\nbody');
    expect(head).toEqual({
      protocol: 'HTTP/1.1',
      statusCode: 200,
      headers: [
        ['X-A', 'one'],
        ['x-a', 'two'],
        ['X-B', ''],
      ],
      contentLength: -1,
    });
    expect(rest.toString()).toBe('body');
  });

  test.each([
    ['no reason phrase', 'HTTP/1.1 200\r\n\r\n', 200],
    ['a space and no reason phrase', 'HTTP/1.1 200 \r\n\r\n', 200],
    ['HTTP/1.0', 'HTTP/1.0 404 x\r\n\r\n', 404],
    ['HTTP/1.2', 'HTTP/1.2 200 x\r\n\r\n', 200],
    ['HTTP/2.0 in a status line', 'HTTP/2.0 200 x\r\n\r\n', 200],
    ['a code of 099', 'HTTP/1.1 099 x\r\n\r\n', 99],
    ['a code of 999', 'HTTP/1.1 999 x\r\n\r\n', 999],
    ['bare line feeds', 'HTTP/1.1 201 x\nX-Lf: yes\n\n', 201],
  ])('accepts %s', (_name, text, statusCode) => {
    const { head } = complete(text);
    expect(head.statusCode).toBe(statusCode);
  });

  test.each([
    ['a code of two digits', 'HTTP/1.1 20 OK\r\n\r\n', 'malformed HTTP status code "20"'],
    ['a code of letters', 'HTTP/1.1 abc\r\n\r\n', 'malformed HTTP status code "abc"'],
    ['no code', 'HTTP/1.1\r\n\r\n', 'malformed HTTP response "HTTP/1.1"'],
    ['a greeting of another protocol', 'SSH-2.0-OpenSSH 9\r\n', 'malformed HTTP status code "9"'],
    ['an odd version', 'HTTP/11 200 OK\r\n\r\n', 'malformed HTTP version "HTTP/11"'],
    [
      'a line without colon',
      'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n',
      'header line without a colon: "nonsense"',
    ],
    [
      'a control character',
      'HTTP/1.1 200 OK\r\nA: \u0000\r\n\r\n',
      'invalid character in the value of header "A"',
    ],
    ['a bad name', 'HTTP/1.1 200 OK\r\nA(: x\r\n\r\n', 'invalid header name "A("'],
    ['a leading continuation', 'HTTP/1.1 200 OK\r\n x\r\n\r\n', 'the first header line is a continuation'],
    [
      'contradicting lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      'the response has contradicting Content-Length fields',
    ],
    ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', 'bad Content-Length "-1"'],
    [
      'an unknown transfer coding',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n',
      'unsupported transfer encoding "gzip"',
    ],
  ])('refuses %s', (_name, text, detail) => {
    expect(read(text)).toEqual({
      kind: 'refused',
      failure: { phase: 'response', reason: 'http.protocol.error', blame: 'target', detail },
    });
  });

  test('joins folded lines with one space', () => {
    const { head } = complete('HTTP/1.1 200 OK\r\nX-Long: part one\r\n \t part two\r\n\r\n');
    expect(head.headers).toEqual([['X-Long', 'part one part two']]);
  });

  test('skips interim responses and stops at 101', () => {
    const early = 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n';
    expect(complete(`${early}${early}HTTP/1.1 204 Done\r\n\r\n`).head.statusCode).toBe(204);
    expect(complete('HTTP/1.1 101 Switching\r\n\r\n').head.statusCode).toBe(101);
    expect(read(early.repeat(6))).toMatchObject({
      kind: 'refused',
      failure: { detail: 'too many interim (1xx) responses' },
    });
  });

  test.each([
    ['a length', 'GET', '1.1', 'Content-Length: 7', 7, 7],
    ['two equal lengths', 'GET', '1.1', 'Content-Length: 7\r\nContent-Length: 7', 7, 7],
    ['chunks', 'GET', '1.1', 'Transfer-Encoding: Chunked', -1, 'chunked'],
    ['chunks over a length', 'GET', '1.1', 'Content-Length: 7\r\nTransfer-Encoding: chunked', -1, 'chunked'],
    ['no chunks in HTTP/1.0', 'GET', '1.0', 'Transfer-Encoding: chunked', -1, 'until-close'],
    ['the announced length of HEAD', 'HEAD', '1.1', 'Content-Length: 7', 7, 'none'],
    ['the end of the connection', 'GET', '1.1', 'X: y', -1, 'until-close'],
  ])('is framed by %s', (_name, method, version, fields, contentLength, framing) => {
    const read = complete(`HTTP/${version} 200 OK\r\n${fields}\r\n\r\n`, method);
    expect(read.head.contentLength).toBe(contentLength);
    expect(read.framing).toBe(framing);
  });

  test('is the same however its bytes are cut', () => {
    const text =
      'HTTP/1.1 103 H\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nX: y\r\n z\r\nContent-Length: 3\r\n\r\nabc';
    const whole = complete(text);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 6 }), (cuts) => {
        const reader = new ResponseHeadReader('GET');
        const offsets = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        for (const [index, offset] of offsets.slice(1).entries()) {
          const progress = reader.push(Buffer.from(text.slice(offsets[index], offset), 'latin1'));
          if (progress.kind === 'incomplete') continue;
          if (progress.kind !== 'complete') throw new Error('refused');
          expect(progress.head).toEqual(whole.head);
          expect(whole.rest.toString().startsWith(progress.rest.toString())).toBe(true);
          return;
        }
        throw new Error('never complete');
      }),
    );
  });

  test('is not read beyond ten thousand lines', () => {
    expect(read(`HTTP/1.1 200 OK\r\n${'a:b\r\n'.repeat(10_001)}`)).toMatchObject({
      kind: 'refused',
      failure: { reason: 'http.response.headers_too_large' },
    });
  });

  test('is not read beyond ten megabytes', () => {
    const reader = new ResponseHeadReader('GET');
    expect(reader.push(Buffer.from('HTTP/1.1 200 OK\r\nX: '))).toEqual({ kind: 'incomplete' });
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    let progress: HeadProgress = { kind: 'incomplete' };
    let pushed = 0;
    while (progress.kind === 'incomplete') {
      progress = reader.push(chunk);
      pushed += 1;
    }
    expect({ kind: progress.kind, pushed }).toEqual({ kind: 'refused', pushed: 10 });
  });

  test('never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(['refused', 'complete']).toContain(read(`HTTP/1.1 200 OK\r\n${text}\r\n\r\n`).kind);
        expect(['refused', 'complete', 'incomplete']).toContain(read(text).kind);
      }),
    );
  });
});
