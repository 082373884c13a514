import { readdirSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import type { FailureReason } from '../../../probes/failure.ts';
import type { HttpObservations } from '../../../probes/http/observations.ts';
import { httpProber } from '../../../probes/http/prober.ts';
import { mint, mintAuthority } from '../../helpers/certificates.ts';
import { fixedResolver, testContext } from '../../helpers/context.ts';
import { httpOptionsOf } from '../../helpers/http-options.ts';
import {
  type HttpServer,
  type Responder,
  reply,
  response,
  route,
  sent,
  startHttpServer,
} from '../../helpers/http-server.ts';
import { portOf } from '../../helpers/port-of.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { startTlsServer } from '../../helpers/tls-server.ts';

interface ProbeSettings {
  readonly options?: string;
  readonly hostname?: string;
  readonly timeoutMs?: number;
  readonly names?: Readonly<Record<string, readonly string[]>>;
}

async function probe(target: string, settings: ProbeSettings = {}): Promise<Outcome<HttpObservations>> {
  const { options = '{}', hostname, timeoutMs = 5000, names = { localhost: ['127.0.0.1'] } } = settings;
  using context = testContext({ timeoutMs, resolver: fixedResolver(names) });
  const to = hostname === undefined ? { text: target } : { text: target, hostname };
  return await httpProber.probe(to, httpOptionsOf(options), context);
}

function reasonOf(outcome: Outcome<HttpObservations>): FailureReason | 'ok' {
  return outcome.ok ? 'ok' : outcome.failure.reason;
}

/** Probes one server that answers every request in the same way. */
async function probeOnce(
  responder: Responder,
  settings: ProbeSettings & { path?: string } = {},
): Promise<{ outcome: Outcome<HttpObservations>; server: HttpServer }> {
  await using server = await startHttpServer(responder);
  const outcome = await probe(`http://${server.authority}${settings.path ?? '/'}`, settings);
  return { outcome, server };
}

describe('a response', () => {
  test('is described in full', async () => {
    const { outcome } = await probeOnce(
      reply(response(200, 'hello', ['Last-Modified: Tue, 14 Nov 2023 22:13:20 GMT'])),
    );
    expect(outcome.ok).toBe(true);
    expect(outcome.observations).toEqual({
      attempted: true,
      connections: { attempted: 1, established: 1 },
      redirects: 0,
      bodyBytes: 5,
      failedDueToRegex: false,
      failedDueToCel: false,
      response: {
        protocol: 'HTTP/1.1',
        statusCode: 200,
        contentLength: 5,
        isTls: false,
        lastModifiedSeconds: 1_700_000_000,
      },
    });
    expect(outcome.address?.chosen).toEqual({ address: '127.0.0.1', family: 4 });
    expect(Object.keys(outcome.phases).toSorted()).toEqual(['connect', 'processing', 'resolve', 'transfer']);
    expect(outcome.tls).toBeUndefined();
  });

  test.each([
    ['HTTP/1.0 until the connection closes', 'HTTP/1.0 200 OK\r\n\r\nabc', 'HTTP/1.0', -1, 3],
    ['HTTP/1.1 until the connection closes', 'HTTP/1.1 200 OK\r\n\r\nabc', 'HTTP/1.1', -1, 3],
    [
      'chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
      'HTTP/1.1',
      -1,
      3,
    ],
    ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc', 'HTTP/1.1', 3, 3],
    ['a length and bytes beyond it', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef', 'HTTP/1.1', 3, 3],
    ['hints before it', `HTTP/1.1 103 H\r\n\r\n${response(200, 'abc')}`, 'HTTP/1.1', 3, 3],
    ['100 Continue before it', `HTTP/1.1 100 Continue\r\n\r\n${response(200, 'abc')}`, 'HTTP/1.1', 3, 3],
    ['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 3\n\nabc', 'HTTP/1.1', 3, 3],
    ['nothing in its body', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', 'HTTP/1.1', 0, 0],
  ])('with %s is read', async (_name, text, protocol, contentLength, bodyBytes) => {
    const { outcome } = await probeOnce(reply(text));
    expect(reasonOf(outcome)).toBe('ok');
    expect(outcome.observations).toMatchObject({ bodyBytes, response: { protocol, contentLength } });
  });

  test('to HEAD has the announced length and no body', async () => {
    const { outcome } = await probeOnce(reply('HTTP/1.1 200 OK\r\nContent-Length: 4321\r\n\r\n'), {
      options: '{ method: HEAD }',
    });
    expect(outcome.observations).toMatchObject({ bodyBytes: 0, response: { contentLength: 4321 } });
  });
});

describe('the rules', () => {
  const body = 'first line\nstatus=OK;code=002\nlast';
  const headers = ['X-Two: beta', 'X-Two: gamma', 'Set-Cookie: a=1', 'X-Empty:'];
  test.each<[string, string, FailureReason | 'ok', boolean, number?]>([
    ['status 299 by default', '{}', 'ok', false, 299],
    ['status 404 by default', '{}', 'assert.status', false, 404],
    ['a listed status', '{ valid_status_codes: [200, 404] }', 'ok', false, 404],
    ['an unlisted status', '{ valid_status_codes: [404] }', 'assert.status', false],
    ['a status class', '{ valid_status_codes: ["4xx"] }', 'ok', false, 418],
    ['a status range', '{ valid_status_codes: ["200-204"] }', 'assert.status', false, 205],
    ['a listed version', '{ valid_http_versions: [HTTP/1.1] }', 'ok', false],
    ['an unlisted version', '{ valid_http_versions: [HTTP/2.0] }', 'assert.version', false],
    ['body matches', "{ fail_if_body_matches_regexp: ['code=\\d+'] }", 'assert.body', true],
    ['body does not match', "{ fail_if_body_matches_regexp: ['nothing'] }", 'ok', false],
    [
      'each wanted expression must hit',
      "{ fail_if_body_not_matches_regexp: ['first', 'absent'] }",
      'assert.body',
      true,
    ],
    ["Go's syntax", "{ fail_if_body_not_matches_regexp: ['(?s)\\Afirst.*(?P<w>last)\\z'] }", 'ok', false],
    [
      'a header that matches',
      '{ fail_if_header_matches: [{header: x-two, regexp: gamma}] }',
      'assert.header',
      true,
    ],
    [
      'an empty header matched by .*',
      "{ fail_if_header_matches: [{header: X-Empty, regexp: '.*'}] }",
      'assert.header',
      true,
    ],
    [
      'one of several values suffices',
      '{ fail_if_header_not_matches: [{header: X-Two, regexp: ^gamma$}] }',
      'ok',
      false,
    ],
    [
      'no value matches',
      '{ fail_if_header_not_matches: [{header: X-Two, regexp: delta}] }',
      'assert.header',
      true,
    ],
    ['a missing header', '{ fail_if_header_matches: [{header: X-No, regexp: a}] }', 'assert.header', true],
    [
      'a missing header that may be missing',
      '{ fail_if_header_matches: [{header: X-No, regexp: a, allow_missing: true}] }',
      'ok',
      false,
    ],
    ['TLS demanded', '{ fail_if_not_ssl: true }', 'assert.ssl', false],
    ['a body over the limit', '{ body_size_limit: 10B }', 'http.response.body_too_large', false],
    [
      'a body over the limit that a rule wants',
      '{ body_size_limit: 10B, fail_if_body_matches_regexp: [x] }',
      'http.response.body_too_large',
      true,
    ],
  ])('%s', async (_name, options, reason, failedDueToRegex, status = 200) => {
    const { outcome } = await probeOnce(reply(response(status, body, headers)), { options });
    expect(reasonOf(outcome)).toBe(reason);
    expect(outcome.observations.failedDueToRegex).toBe(failedDueToRegex);
    expect(outcome.observations.response?.statusCode).toBe(status);
  });

  test('do not look at the body when the status is wrong', async () => {
    const { outcome } = await probeOnce(reply(response(500, body)), {
      options: '{ fail_if_body_not_matches_regexp: [absent] }',
    });
    expect(outcome.observations).toMatchObject({ failedDueToRegex: false, bodyBytes: body.length });
  });

  test('see the decompressed body', async () => {
    const compressed = gzipSync(body).toString('latin1');
    const { outcome } = await probeOnce(reply(response(200, compressed)), {
      options: "{ compression: gzip, fail_if_body_not_matches_regexp: ['^first'] }",
    });
    expect(reasonOf(outcome)).toBe('ok');
    expect(outcome.observations).toMatchObject({
      bodyBytes: body.length,
      response: { contentLength: compressed.length },
    });
  });
});

describe('the request', () => {
  async function requestFor(options: string, settings: ProbeSettings & { path?: string } = {}) {
    const { outcome, server } = await probeOnce(reply(response(200, '')), { ...settings, options });
    expect(reasonOf(outcome)).toBe('ok');
    const [request] = server.requests;
    if (request === undefined) throw new Error('no request arrived');
    return { request, server };
  }

  test('is plain by default', async () => {
    const { request, server } = await requestFor('{}', { path: '/a?b' });
    const { headers, ...rest } = request;
    expect(rest).toEqual({ method: 'GET', target: '/a?b', body: '' });
    expect(headers.map(([name, value]) => [name.toLowerCase(), value])).toEqual([
      ['host', server.authority],
      ['connection', 'close'],
      ['user-agent', 'Blackbox-Exporter/0.28.0'],
    ]);
  });

  test.each<[string, string, Record<string, readonly string[]>]>([
    [
      'headers, trimmed',
      "{ headers: { X-A: '  padded ', X-Num: 5 } }",
      { 'x-a': ['padded'], 'x-num': ['5'] },
    ],
    ['another Host', '{ headers: { host: virtual.test } }', { host: ['virtual.test'] }],
    ['no User-Agent', "{ headers: { User-Agent: '' } }", { 'user-agent': [] }],
    [
      'a length of its own choice, never',
      "{ method: POST, body: abc, headers: { Content-Length: '7' } }",
      { 'content-length': ['3'] },
    ],
    ['a length for an empty POST', '{ method: POST }', { 'content-length': ['0'] }],
    [
      'basic credentials',
      '{ basic_auth: { username: u, password: "p:w" } }',
      { authorization: ['Basic dTpwOnc='] },
    ],
    ['a bearer token', '{ bearer_token: tok }', { authorization: ['Bearer tok'] }],
    [
      'another scheme',
      "{ authorization: { type: Token, credentials: ' abc ' } }",
      { authorization: ['Token  abc'] },
    ],
    [
      'a configured Authorization before credentials',
      '{ bearer_token: tok, headers: { Authorization: mine } }',
      { authorization: ['mine'] },
    ],
    [
      'http_headers, values before secrets',
      '{ http_headers: { X-Key: { values: [a], secrets: [b] } } }',
      { 'x-key': ['a', 'b'] },
    ],
    ['UTF-8 as its bytes', '{ headers: { X-U: Ж } }', { 'x-u': ['\u00d0\u0096'] }],
  ])('carries %s', async (_name, options, expected) => {
    const { request } = await requestFor(options);
    for (const [name, values] of Object.entries(expected)) expect(sent(request, name)).toEqual(values);
  });

  test('carries a body with any method', async () => {
    const { request } = await requestFor("{ body: 'in a gét' }");
    expect(request).toMatchObject({ method: 'GET', body: 'in a g\u00c3\u00a9t' });
    expect(sent(request, 'content-length')).toEqual(['9']);
  });

  test('streams a body file in chunks', async () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, 'body');
    writeFileSync(file, 'from a file');
    const { request } = await requestFor(`{ method: POST, body_file: '${file}' }`);
    expect(sent(request, 'transfer-encoding')).toEqual(['chunked']);
    expect(request.body).toBe('b\r\nfrom a file\r\n0\r\n\r\n');
  });

  test('leaves no body file open when it was not sent', async () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, 'body');
    writeFileSync(file, 'from a file');
    const openFiles = (): number => readdirSync('/proc/self/fd').length;
    await probe('http://127.0.0.1:1/', { options: `{ body_file: '${file}' }` });
    const before = openFiles();
    for (let run = 0; run < 20; run += 1) {
      await probe('http://127.0.0.1:1/', { options: `{ body_file: '${file}' }` });
    }
    expect(openFiles() - before).toBeLessThan(5);
  });

  test('takes the virtual host from the hostname parameter', async () => {
    const { request } = await requestFor('{}', { hostname: 'param.test' });
    expect(sent(request, 'host')).toEqual(['param.test']);
  });

  test('comes from the source address that the module names', async () => {
    let remote: string | undefined;
    const responder: Responder = (_request, socket) => {
      remote = socket.remoteAddress;
      socket.end(response(200, ''));
    };
    await probeOnce(responder, { options: '{ source_ip_address: 127.0.0.77 }' });
    expect(remote).toBe('127.0.0.77');
  });

  test.each<[string, string, FailureReason, string]>([
    ['a method that is none', "{ method: 'G T' }", 'local.options', 'request'],
    ['a header with a line break', '{ headers: { X-A: "one\\ntwo" } }', 'local.options', 'request'],
    ['a body file that is not there', '{ body_file: /nonexistent }', 'local.file', 'request'],
    ['a token file that is not there', '{ bearer_token_file: /nonexistent }', 'local.file', 'request'],
    ['a CA file that is not there', '{ tls_config: { ca_file: /nonexistent } }', 'local.file', 'tls'],
    [
      'versions of TLS that leave none',
      '{ tls_config: { min_version: TLS13, max_version: TLS12 } }',
      'local.options',
      'tls',
    ],
    ['a source address that is none', '{ source_ip_address: nope }', 'local.source_address', 'connect'],
  ])('is not sent for %s, and that is our fault', async (_name, options, reason, phase) => {
    const { outcome, server } = await probeOnce(reply(response(200, '')), { options });
    expect(outcome).toMatchObject({ ok: false, failure: { reason, phase, blame: 'local' } });
    expect(server.requests).toEqual([]);
  });
});

describe('redirects', () => {
  test('are followed hop by hop, each on its own connection', async () => {
    await using server = await startHttpServer(
      route({
        '/a': reply(response(302, 'moved', ['Location: /b', 'Set-Cookie: k=v; Path=/'])),
        '/b': reply(response(301, '', ['Location: c?x=1'])),
        '/c': reply(response(200, 'done')),
      }),
    );
    const outcome = await probe(`http://${server.authority}/a`);
    expect(reasonOf(outcome)).toBe('ok');
    expect(outcome.observations).toMatchObject({ redirects: 2, bodyBytes: 4, response: { statusCode: 200 } });
    expect(server.requests.map(({ target }) => target)).toEqual(['/a', '/b', '/c?x=1']);
    expect(server.connections()).toBe(3);
    expect(server.requests.map((request) => sent(request, 'cookie'))).toEqual([[], ['k=v'], ['k=v']]);
    expect(sent(server.requests[1], 'referer')).toEqual([`http://${server.authority}/a`]);
  });

  test('stop after ten, and the eleventh is not asked for', async () => {
    let count = 0;
    const { outcome, server } = await probeOnce((_request, socket) => {
      count += 1;
      socket.end(response(302, '', [`Location: /${count}`]));
    });
    expect(outcome).toMatchObject({ ok: false, failure: { reason: 'http.response.redirect_loop' } });
    expect(outcome.observations).toMatchObject({ redirects: 11, response: { statusCode: 302 } });
    expect(server.requests).toHaveLength(11);
  });

  test('that the module forbids are the final response, and rules may look at its body', async () => {
    const options =
      '{ follow_redirects: false, valid_status_codes: [302], fail_if_body_not_matches_regexp: [moved] }';
    const { outcome } = await probeOnce(reply(response(302, 'moved', ['Location: /x'])), { options });
    expect(reasonOf(outcome)).toBe('ok');
    expect(outcome.observations).toMatchObject({ redirects: 1, response: { statusCode: 302 } });
  });

  test('to another host do not take credentials along', async () => {
    await using other = await startHttpServer(reply(response(200, '')));
    const elsewhere = `http://other.test:${other.port}/`;
    await using server = await startHttpServer(reply(response(302, '', [`Location: ${elsewhere}`])));
    const options =
      '{ basic_auth: { username: u, password: p }, headers: { Cookie: c=1, X-Plain: y }, http_headers: { X-Key: { secrets: [s] } } }';
    const names = { 'shop.test': ['127.0.0.1'], 'other.test': ['127.0.0.1'] };
    const outcome = await probe(`http://shop.test:${server.port}/`, { options, names });
    expect(reasonOf(outcome)).toBe('ok');
    const [first] = server.requests;
    const [second] = other.requests;
    const seen = (request: typeof first) =>
      ['authorization', 'cookie', 'x-key', 'x-plain', 'host'].map((name) => sent(request, name));
    expect(seen(first)).toEqual([['Basic dTpw'], ['c=1'], ['s'], ['y'], [`shop.test:${server.port}`]]);
    expect(seen(second)).toEqual([[], [], [], ['y'], [`other.test:${other.port}`]]);
  });

  test('to the same name by its full URL keep the credentials', async () => {
    await using server = await startHttpServer((request, socket) => {
      const moved = response(302, '', [`Location: http://${sent(request, 'host')[0] ?? ''}/b`]);
      socket.end(request.target === '/b' ? response(200, '') : moved);
    });
    await probe(`http://localhost:${server.port}/a`, { options: '{ bearer_token: t }' });
    expect(server.requests.map((request) => sent(request, 'authorization'))).toEqual([
      ['Bearer t'],
      ['Bearer t'],
    ]);
  });

  test.each([
    [
      'prefers the family of the first, not of the module',
      'preferred_ip_protocol: ip6',
      'first.test',
      'dual.test',
    ],
    [
      'takes the other family, also where the module does not',
      'ip_protocol_fallback: false',
      '[::1]',
      'first.test',
    ],
  ])('lead to a name that %s', async (_name, keys, first, second) => {
    const names = { 'first.test': ['127.0.0.1'], 'dual.test': ['::1', '127.0.0.1'] };
    await using end = await startHttpServer(reply(response(200, '')));
    const moved = reply(response(302, '', [`Location: http://${second}:${end.port}/`]));
    await using start = await startHttpServer(moved, first === '[::1]' ? '::1' : '127.0.0.1');
    const outcome = await probe(`http://${first}:${start.port}/`, { options: `{ ${keys} }`, names });
    expect(reasonOf(outcome)).toBe('ok');
    expect(end.requests.map((request) => sent(request, 'host'))).toEqual([[`${second}:${end.port}`]]);
  });

  test.each<[string, string, FailureReason, number]>([
    ['an unknown scheme', 'ftp://h/', 'http.response.invalid_redirect', 1],
    ['a URL that is none', 'http://[::1', 'http.response.invalid_redirect', 0],
    ['a name that does not exist', 'http://gone.test/', 'dns.name_not_resolved', 1],
    ['a port where nothing listens', 'http://127.0.0.1:1/', 'tcp.refused', 1],
  ])('to %s fail, and the last answer does not count', async (_name, location, reason, redirects) => {
    const { outcome } = await probeOnce(reply(response(302, '', [`Location: ${location}`])));
    expect(reasonOf(outcome)).toBe(reason);
    expect(outcome.observations).toMatchObject({ redirects });
    expect(outcome.observations.response).toBeUndefined();
  });
});

describe('a hostile target', () => {
  const drip = (socket: Socket, text: string): void => {
    let index = 0;
    const timer = setInterval(() => {
      if (socket.destroyed) clearInterval(timer);
      else socket.write(text[index % text.length] ?? '');
      index += 1;
    }, 5);
    socket.on('close', () => clearInterval(timer));
  };
  const flood = (socket: Socket, chunk: Buffer): void => {
    const write = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', write);
    write();
  };
  test.each<[string, Responder, FailureReason, Partial<HttpObservations>, string?]>([
    ['says nothing', () => {}, 'http.response.timed_out', {}],
    ['closes at once', (_request, socket) => socket.end(), 'tcp.closed', {}],
    ['resets', (_request, socket) => socket.resetAndDestroy(), 'tcp.reset', {}],
    ['speaks SSH', reply('SSH-2.0-OpenSSH_9\r\n'), 'http.protocol.error', {}],
    ['sends bytes that are nothing', reply(Buffer.alloc(3000, 0)), 'tcp.closed', {}],
    ['ends within the head', reply('HTTP/1.1 200 OK\r\nX: y'), 'tcp.closed', {}],
    [
      'sends a head byte by byte without end',
      (_request, socket) =>
        drip(
          socket,
          'HTTP/1.1 200 OK\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy',
        ),
      'http.response.timed_out',
      {},
    ],
    [
      'sends headers without end',
      (_request, socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        flood(socket, Buffer.from('X: y\r\n'.repeat(1000)));
      },
      'http.response.headers_too_large',
      {},
    ],
    [
      'sends one header without end',
      (_request, socket) => {
        socket.write('HTTP/1.1 200 OK\r\nX: ');
        flood(socket, Buffer.alloc(65_536, 'x'));
      },
      'http.response.headers_too_large',
      {},
    ],
    [
      'sends a body without end',
      (_request, socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        flood(socket, Buffer.alloc(65_536, 'x'));
      },
      'http.response.timed_out',
      {},
    ],
    [
      'sends more than the limit, without end',
      (_request, socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        flood(socket, Buffer.alloc(65_536, 'x'));
      },
      'http.response.body_too_large',
      { bodyBytes: 1_048_576 },
      '{ body_size_limit: 1MB }',
    ],
    [
      'promises more than it sends',
      reply('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort'),
      'http.response.incomplete',
      { bodyBytes: 5 },
    ],
    [
      'ends within a chunk',
      reply('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nshort'),
      'http.response.incomplete',
      { bodyBytes: 5 },
    ],
    [
      'sends a chunk size that is none',
      reply('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nshort'),
      'http.protocol.error',
      { bodyBytes: 0 },
    ],
    [
      'stalls within the body',
      (_request, socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort'),
      'http.response.timed_out',
      { bodyBytes: 5 },
    ],
  ])('that %s is a failed result', async (_name, responder, reason, observations, options = '{}') => {
    const { outcome } = await probeOnce(responder, { timeoutMs: 1000, options });
    expect(outcome).toMatchObject({ ok: false, failure: { reason }, observations });
  });

  test('is counted as processing until its first byte, though no head follows', async () => {
    const { outcome } = await probeOnce(reply('SSH-2.0-OpenSSH_9\r\n'));
    expect(Object.keys(outcome.phases)).toEqual(['resolve', 'connect', 'processing']);
    const { outcome: silent } = await probeOnce((_request, socket) => socket.end());
    expect(Object.keys(silent.phases)).toEqual(['resolve', 'connect']);
  });

  test.each<[string, string, FailureReason]>([
    ['nothing listens', 'http://127.0.0.1:1/', 'tcp.refused'],
    ['the name does not exist', 'http://gone.test/', 'dns.name_not_resolved'],
    ['the target is no URL', 'http://[::1', 'target.invalid'],
    ['the target has no host', 'http://', 'target.invalid'],
    ['the port is out of range', 'http://127.0.0.1:99999/', 'target.invalid'],
  ])('fails when %s', async (_name, target, reason) => {
    expect(reasonOf(await probe(target))).toBe(reason);
  });
});

describe('TLS', () => {
  const authority = mintAuthority('Test root');
  const identity = mint({ issuer: authority, dnsNames: ['shop.test'] });
  const names = { 'shop.test': ['127.0.0.1'] };
  const answer = (socket: TLSSocket): void => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(response(200, 'secret')));
  };

  function trusting(more = ''): string {
    return `{ tls_config: { ca: ${JSON.stringify(authority.certPem)} }${more} }`;
  }

  test('is described: version, certificates, verification and a phase of its own', async () => {
    await using server = await startTlsServer({ identity, onConnection: answer });
    const outcome = await probe(`https://shop.test:${server.port}/`, { options: trusting(), names });
    expect(reasonOf(outcome)).toBe('ok');
    expect(outcome.tls).toMatchObject({ version: 'TLS 1.3', verification: { kind: 'verified' } });
    expect(outcome.observations.response?.isTls).toBe(true);
    expect(Object.keys(outcome.phases)).toContain('tls');
    expect(server.serverNames).toEqual(['shop.test']);
  });

  test.each<[string, Parameters<typeof mint>[0], FailureReason]>([
    [
      'an expired',
      {
        issuer: authority,
        dnsNames: ['shop.test'],
        notAfter: new Date('2020-01-02'),
        notBefore: new Date('2020-01-01'),
      },
      'tls.cert.date_invalid',
    ],
    ['an untrusted', { dnsNames: ['shop.test'] }, 'tls.cert.authority_invalid'],
    ['a wrong-name', { issuer: authority, dnsNames: ['other.test'] }, 'tls.cert.name_invalid'],
  ])('keeps the dates of %s certificate', async (_name, mintOptions, reason) => {
    const bad = mint(mintOptions);
    await using server = await startTlsServer({ identity: bad, onConnection: answer });
    const outcome = await probe(`https://shop.test:${server.port}/`, { options: trusting(), names });
    expect(reasonOf(outcome)).toBe(reason);
    expect(outcome.tls?.chain[0]?.notAfterSeconds).toBe(Date.parse(bad.x509.validTo) / 1000);
    expect(outcome.observations.response).toBeUndefined();
  });

  test('asks for the name in the Host header, else the target', async () => {
    await using server = await startTlsServer({ identity, onConnection: answer });
    const outcome = await probe(`https://127.0.0.1:${server.port}/`, {
      options: trusting(', headers: { Host: shop.test }'),
    });
    expect(reasonOf(outcome)).toBe('ok');
    expect(server.serverNames).toEqual(['shop.test']);
  });

  test('speaks HTTP/2 where the target agrees, each repeated field on its own', async () => {
    const server = http2.createSecureServer({ cert: identity.certPem, key: identity.keyPem });
    const seen: http2.IncomingHttpHeaders[] = [];
    server.on('stream', (stream, fields) => {
      seen.push(fields);
      stream.respond({ ':status': 203, 'x-multi': ['a', 'b'], 'content-length': 5 });
      stream.end('hello');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const port = portOf(server);
    const rule = ", fail_if_header_not_matches: [{ header: X-Multi, regexp: '^b$' }], method: POST, body: x";
    const outcome = await probe(`https://shop.test:${port}/p?q`, { options: trusting(rule), names });
    server.close();
    expect(reasonOf(outcome)).toBe('ok');
    expect(outcome.tls?.alpn).toBe('h2');
    expect(outcome.observations).toMatchObject({
      bodyBytes: 5,
      response: { protocol: 'HTTP/2.0', statusCode: 203, contentLength: 5, isTls: true },
    });
    expect(seen[0]).toMatchObject({
      ':method': 'POST',
      ':path': '/p?q',
      ':authority': `shop.test:${port}`,
      'user-agent': 'Blackbox-Exporter/0.28.0',
      'content-length': '1',
    });
  });

  test('does not offer HTTP/2 when the module forbids it', async () => {
    const offered: string[] = [];
    await using server = await startTlsServer({
      identity,
      alpn: ['h2', 'http/1.1'],
      onConnection: (socket) => {
        offered.push(String(socket.alpnProtocol));
        answer(socket);
      },
    });
    await probe(`https://shop.test:${server.port}/`, { options: trusting(', enable_http2: false'), names });
    expect(offered).toEqual(['false']);
  });
});

describe('the transcript', () => {
  async function eventsOf(responder: Responder, { options = '{}', captureBodyBytes = 0 } = {}) {
    await using server = await startHttpServer(responder);
    using context = testContext();
    const target = { text: `http://me:hunter2@${server.authority}/a?token=hunter2` };
    await httpProber.probe(target, httpOptionsOf(options), { ...context, captureBodyBytes });
    return { events: context.transcript.events(), authority: server.authority };
  }

  test('tells each request and response of a chain, less secrets', async () => {
    const { events, authority } = await eventsOf(
      route({
        '/a': reply(response(302, '', ['Location: /b', 'Set-Cookie: sid=hunter2'])),
        '/b': reply(response(200, 'hello', ['X-Served: yes'])),
      }),
      { options: '{ http_headers: { X-Mine: { secrets: [hunter2] } } }' },
    );
    expect(
      events.filter(({ kind }) => kind.startsWith('http.')).map(({ kind, fields }) => ({ kind, ...fields })),
    ).toEqual([
      {
        kind: 'http.request',
        hop: 1,
        method: 'GET',
        url: `http://${authority}/a?token=xxxxx`,
        host: authority,
        headers: [expect.stringMatching(/^User-Agent: /u), 'X-Mine: <secret>', 'Authorization: <secret>'],
      },
      {
        kind: 'http.response',
        hop: 1,
        version: 'HTTP/1.1',
        status: 302,
        headers: ['Location: /b', 'Set-Cookie: <secret>', 'Content-Length: 0'],
      },
      { kind: 'http.redirected', location: '/b' },
      expect.objectContaining({ kind: 'http.request', hop: 2, url: `http://${authority}/b` }),
      expect.objectContaining({ kind: 'http.response', hop: 2, status: 200 }),
      { kind: 'http.body_read', bytes: 5 },
    ]);
    expect(JSON.stringify(events)).not.toContain('hunter2');
  });

  test('tells each demand, what was expected and what was seen', async () => {
    const { events } = await eventsOf(reply(response(200, '{"up": false}', ['Via: a'])), {
      options: `{ valid_status_codes: [200, [300-399]], valid_http_versions: [HTTP/1.1], fail_if_ssl: true,
        fail_if_header_not_matches: [{ header: Via, regexp: a }, { header: X-No, regexp: a, allow_missing: true }],
        fail_if_header_matches: [{ header: Via, regexp: b }],
        fail_if_body_matches_regexp: [down], fail_if_body_not_matches_regexp: [up],
        fail_if_body_json_not_matches_cel: 'body.up' }`.replace('[300-399]', '300'),
    });
    expect(
      events
        .filter(({ kind }) => kind.startsWith('assertion.'))
        .map(({ kind, fields }) => [kind.slice(10), ...Object.values(fields)]),
    ).toEqual([
      ['met', 'valid_status_codes', '200, 300', '200'],
      ['met', 'fail_if_header_matches', 'Via unlike "b"', 'no match'],
      ['met', 'fail_if_header_not_matches', 'Via like "a"', 'a match'],
      ['met', 'fail_if_header_not_matches', 'X-No like "a"', 'missing'],
      ['met', 'fail_if_body_matches_regexp', 'unlike "down"', 'no match'],
      ['met', 'fail_if_body_not_matches_regexp', 'like "up"', 'a match'],
      [
        'unmet',
        'fail_if_body_json_not_matches_cel',
        'body.up',
        'the body does not match the CEL expression "body.up"',
      ],
    ]);
  });

  test.each([
    { name: 'nothing unless asked to', body: 'hello', captureBodyBytes: 0, captured: [] },
    {
      name: 'a whole body',
      body: 'hello',
      captureBodyBytes: 5,
      captured: [{ body: 'hello', limit_bytes: 5, truncated: false }],
    },
    {
      name: 'the beginning of a body',
      body: 'hello',
      captureBodyBytes: 4,
      captured: [{ body: 'hell', limit_bytes: 4, truncated: true }],
    },
    {
      name: 'no half of a character',
      body: 'aaaÃ¼',
      captureBodyBytes: 4,
      captured: [{ body: 'aaa', limit_bytes: 4, truncated: true }],
    },
    {
      name: 'no part of a secret that is cut',
      body: '{"password": "hunter2-hunter2"}',
      captureBodyBytes: 20,
      captured: [{ body: '{"password": "xxxxx"', limit_bytes: 20, truncated: true }],
    },
    {
      name: 'a large body',
      body: 'x'.repeat(1_000_000),
      captureBodyBytes: 32_768,
      captured: [{ body: 'x'.repeat(32_768), limit_bytes: 32_768, truncated: true }],
    },
  ])('captures $name', async ({ body, captureBodyBytes, captured }) => {
    const { events } = await eventsOf(reply(response(500, body)), { captureBodyBytes });
    expect(events.flatMap(({ kind, fields }) => (kind === 'http.body_captured' ? [fields] : []))).toEqual(
      captured,
    );
  });

  test('captures what came of a body that was cut short', async () => {
    const { events } = await eventsOf(reply('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'), {
      captureBodyBytes: 100,
    });
    expect(events.flatMap(({ kind, fields }) => (kind.startsWith('http.body') ? [fields] : []))).toEqual([
      { bytes: 4, problem: 'the target closed the connection before the body was complete' },
      { body: 'half', limit_bytes: 100, truncated: false },
    ]);
  });
});
