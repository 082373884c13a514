import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { startTcpServer } from '../helpers/tcp-server.ts';
import { attack, drip, pump } from './attack.ts';

type Talk = (socket: Socket) => void;

const head = 'HTTP/1.1 200 OK\r\n';
const http = 'prober: http';

/** Answers whatever is asked first with these bytes, and leaves the connection open. */
const say =
  (...texts: readonly (string | Buffer)[]): Talk =>
  (socket) => {
    socket.once('data', () => {
      for (const text of texts) socket.write(text);
    });
  };

/** The same, and then the other bytes without end. */
const flood =
  (first: string, part: string | Buffer): Talk =>
  (socket) => {
    socket.once('data', () => {
      socket.write(first);
      pump(socket, part);
    });
  };

/** Many zeros in a few bytes: 256 MiB in 256 KiB. */
const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024), { level: 9 });

describe('a server over HTTP/1.1', () => {
  test.each<{ does: string; talk: Talk; module?: string; outcome: string | readonly string[] }>([
    { does: 'says nothing', talk: () => {}, outcome: 'http.response.timed_out' },
    {
      does: 'sends its head one byte at a time',
      talk: (socket) => drip(socket, head),
      outcome: 'http.response.timed_out',
    },
    {
      does: 'never ends its headers',
      talk: flood(head, 'X-A: b\r\n'.repeat(1000)),
      outcome: 'http.response.headers_too_large',
    },
    {
      does: 'never ends one header',
      talk: flood(`${head}X-A: `, 'a'.repeat(65_536)),
      outcome: 'http.response.headers_too_large',
    },
    {
      does: 'never ends its status line',
      talk: flood('HTTP/1.1 200 ', 'a'.repeat(65_536)),
      outcome: 'http.response.headers_too_large',
    },
    {
      does: 'sends 100,000 headers',
      talk: say(head, 'X-A: b\r\n'.repeat(100_000), 'Content-Length: 0\r\n\r\n'),
      outcome: 'http.response.headers_too_large',
    },
    {
      does: 'informs without end',
      talk: flood('', 'HTTP/1.1 103 Early Hints\r\nX-A: b\r\n\r\n'.repeat(1000)),
      outcome: 'http.protocol.error',
    },
    {
      does: 'switches protocols unasked',
      talk: say('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\0\0'),
      outcome: 'assert.status',
    },
    {
      does: 'never ends its body',
      talk: flood(`${head}\r\n`, 'a'.repeat(65_536)),
      outcome: 'http.response.timed_out',
    },
    {
      does: 'never ends a body that is looked into',
      talk: flood(`${head}\r\n`, 'a'.repeat(65_536)),
      module: `${http}, http: { fail_if_body_not_matches_regexp: [never] }`,
      outcome: 'http.response.body_too_large',
    },
    {
      does: 'never ends a body that has a limit',
      talk: flood(`${head}\r\n`, 'a'.repeat(65_536)),
      module: `${http}, http: { body_size_limit: 1MB }`,
      outcome: 'http.response.body_too_large',
    },
    {
      does: 'sends a body in chunks of one byte',
      talk: flood(`${head}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n'.repeat(10_000)),
      outcome: 'http.response.timed_out',
    },
    {
      does: 'never ends the line of a chunk',
      talk: flood(`${head}Transfer-Encoding: chunked\r\n\r\n1;`, 'a'.repeat(65_536)),
      outcome: 'http.protocol.error',
    },
    {
      does: 'never ends its trailers',
      talk: flood(`${head}Transfer-Encoding: chunked\r\n\r\n0\r\n`, 'X-A: b\r\n'.repeat(1000)),
      outcome: 'http.protocol.error',
    },
    ...['-1', '0x5', '', 'fffffffffffffffff', 'g', '+1', '1 1'].map((size) => ({
      does: `sends a chunk of the size "${size}"`,
      talk: say(`${head}Transfer-Encoding: chunked\r\n\r\n${size}\r\nabcde\r\n0\r\n\r\n`),
      outcome: 'http.protocol.error',
    })),
    ...['-1', '1, 2', '0x10', '99999999999999999999', '1e3', '+1'].map((length) => ({
      does: `announces a length of ${length}`,
      talk: say(`${head}Content-Length: ${length}\r\n\r\nabcde`),
      outcome: 'http.protocol.error',
    })),
    {
      does: 'announces two lengths',
      talk: say(`${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde`),
      outcome: 'http.protocol.error',
    },
    {
      does: 'announces a length and chunks',
      talk: say(`${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n`),
      outcome: 'success',
    },
    {
      does: 'sends less than it announced',
      talk: (socket) => socket.once('data', () => socket.end(`${head}Content-Length: 1000\r\n\r\nabc`)),
      outcome: 'http.response.incomplete',
    },
    ...['0', '-200', '20', '20000', '', 'abc'].map((status) => ({
      does: `answers with the status "${status}"`,
      talk: say(`HTTP/1.1 ${status} OK\r\nContent-Length: 0\r\n\r\n`),
      outcome: 'http.protocol.error',
    })),
    ...['000', '099'].map((status) => ({
      does: `answers with the status ${status}`,
      talk: say(`HTTP/1.1 ${status} OK\r\nContent-Length: 0\r\n\r\n`),
      outcome: 'assert.status',
    })),
    {
      does: 'answers before it is asked',
      talk: (socket) => socket.write(`${head}Content-Length: 2\r\n\r\nok`),
      outcome: 'success',
    },
    {
      does: 'sends garbage',
      talk: say(Buffer.from('\u0000\u0001\u00ff garbage\r\n\r\n', 'latin1')),
      outcome: 'http.protocol.error',
    },
    {
      does: 'sends garbage without end',
      talk: flood('', '\u0001'.repeat(65_536)),
      outcome: 'http.response.headers_too_large',
    },
    {
      does: 'sends bombs of gzip without end',
      talk: flood(`${head}Content-Encoding: gzip\r\n\r\n`, bomb),
      module: `${http}, http: { compression: gzip }`,
      outcome: 'http.response.timed_out',
    },
    {
      does: 'sends a bomb of gzip that is looked into',
      talk: say(`${head}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`, bomb),
      module: `${http}, http: { compression: gzip, fail_if_body_not_matches_regexp: [never] }`,
      outcome: 'http.response.body_too_large',
    },
    {
      does: 'sends a bomb of gzip beyond a limit',
      talk: say(`${head}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`, bomb),
      module: `${http}, http: { compression: gzip, body_size_limit: 1MB }`,
      outcome: 'http.response.body_too_large',
    },
    {
      does: 'sends gzip that ends in the middle',
      talk: say(`${head}Content-Encoding: gzip\r\nContent-Length: 100\r\n\r\n`, bomb.subarray(0, 100)),
      module: `${http}, http: { compression: gzip }`,
      outcome: 'http.response.bad_encoding',
    },
    {
      does: 'sends no gzip as gzip',
      talk: say(`${head}Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde`),
      module: `${http}, http: { compression: gzip }`,
      outcome: 'http.response.bad_encoding',
    },
    {
      does: 'sends what takes bad expressions for ever',
      talk: say(`${head}Content-Length: 50001\r\n\r\n${'a'.repeat(50_000)}!`),
      module: `${http}, http: { fail_if_body_not_matches_regexp: ["^(a+)+$"] }`,
      outcome: 'assert.body',
    },
    {
      does: 'sends deep JSON',
      talk: say(`${head}Content-Length: 100000\r\n\r\n${'['.repeat(50_000)}${']'.repeat(50_000)}`),
      module: `${http}, http: { fail_if_body_json_not_matches_cel: "body.a == 1" }`,
      outcome: 'assert.json',
    },
    {
      does: 'sends JSON with a million numbers',
      talk: say(`${head}Content-Length: 2000001\r\n\r\n[${'1,'.repeat(999_999)}1]`),
      module: `${http}, http: { fail_if_body_json_not_matches_cel: "body.all(x, body.all(y, y == x))" }`,
      outcome: 'http.response.body_too_large',
    },
    {
      does: 'sends JSON that makes an expression long',
      talk: say(`${head}Content-Length: 40001\r\n\r\n[${'1,'.repeat(19_999)}1]`),
      module: `${http}, http: { fail_if_body_json_not_matches_cel: "body.all(x, body.all(y, y == x))" }`,
      // Which of both depends on the machine.
      outcome: ['assert.json', 'http.response.timed_out'],
    },
    {
      does: 'has dates out of any calendar',
      talk: say(
        `${head}Last-Modified: Thu, 99 Foo 99999 25:61:61 GMT\r\nAge: ${'9'.repeat(400)}\r\nContent-Length: 0\r\n\r\n`,
      ),
      outcome: 'success',
    },
    {
      does: 'sets 10,000 cookies',
      talk: say(head, 'Set-Cookie: a=b; Domain=.\r\n'.repeat(10_000), 'Content-Length: 0\r\n\r\n'),
      outcome: 'http.response.headers_too_large',
    },
  ])('that $does', async ({ talk, module = http, outcome }) => {
    await using server = await startTcpServer(talk);
    await attack({ module, target: `http://${server.target}/`, outcome });
    await server.untilIdle();
  });
});

describe('a redirect', () => {
  test.each<{ to: string; location: (count: number) => string; outcome: string; atMost?: number }>([
    { to: 'itself', location: () => '/', outcome: 'http.response.redirect_loop', atMost: 11 },
    {
      to: 'ever other pages',
      location: (count) => `/?${count}`,
      outcome: 'http.response.redirect_loop',
      atMost: 11,
    },
    {
      to: 'a file',
      location: () => 'file:///etc/passwd',
      outcome: 'http.response.invalid_redirect',
      atMost: 1,
    },
    {
      to: 'a file in capitals',
      location: () => 'FILE:///etc/passwd',
      outcome: 'http.response.invalid_redirect',
      atMost: 1,
    },
    {
      to: 'a script',
      location: () => 'javascript:alert(1)',
      outcome: 'http.response.invalid_redirect',
      atMost: 1,
    },
    {
      to: 'data',
      location: () => 'data:text/plain,ok',
      outcome: 'http.response.invalid_redirect',
      atMost: 1,
    },
    { to: 'nowhere', location: () => '', outcome: 'assert.status' },
    {
      to: 'a port that there is not',
      location: () => 'http://127.0.0.1:99999/',
      outcome: 'target.invalid',
      atMost: 1,
    },
    {
      to: 'a broken address',
      location: () => 'http://[::1/',
      outcome: 'http.response.invalid_redirect',
      atMost: 1,
    },
    {
      to: 'a very long URL',
      location: () => `/${'a'.repeat(40_000)}`,
      outcome: 'http.response.redirect_loop',
    },
    {
      to: 'cloud metadata',
      location: () => 'http://169.254.169.254/latest/meta-data/',
      outcome: 'policy.denied',
      atMost: 1,
    },
    {
      to: 'cloud metadata in IPv6',
      location: () => 'http://[::ffff:a9fe:a9fe]/',
      outcome: 'policy.denied',
      atMost: 1,
    },
  ])('to $to', async ({ location, outcome, atMost = 11 }) => {
    let requests = 0;
    await using server = await startTcpServer((socket) => {
      socket.once('data', () => {
        requests += 1;
        socket.end(`HTTP/1.1 302 Found\r\nLocation: ${location(requests)}\r\nContent-Length: 0\r\n\r\n`);
      });
    });
    await attack({ module: http, target: `http://${server.target}/`, outcome });
    // At most one probe before the three, see attack().
    expect(requests).toBeLessThanOrEqual(4 * atMost);
  });
});
