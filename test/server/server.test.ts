import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer } from '../../src/server/server.ts';
import { ask, exchange, portOf, startTestApp, type TestApp } from '../helpers/app.ts';
import { fakeFailure, fakeModule, fakeProber, fakeSuccess } from '../helpers/fake-prober.ts';
import { createGate } from '../helpers/gate.ts';

const hasIpv6 = await new Promise<boolean>((resolve) => {
  const server = net.createServer();
  server.once('error', () => resolve(false));
  server.listen(0, '::1', () => server.close(() => resolve(true)));
});
if (!hasIpv6) process.stdout.write('skipped: there is no IPv6 loopback here\n');

describe('listening', () => {
  const options = { app: () => {}, onError: () => {} };

  test.skipIf(!hasIpv6)('serves on several addresses and names them as bound', async () => {
    const server = await startServer({ ...options, addresses: ['127.0.0.1:0', '[::1]:0'] });
    expect(server.addresses).toEqual([
      expect.stringMatching(/^127\.0\.0\.1:[1-9]\d*$/),
      expect.stringMatching(/^\[::1\]:[1-9]\d*$/),
    ]);
    await server.stop(0);
  });

  test('serves on every address when the host is left out', async () => {
    await using app = await startTestApp();
    const server = await startServer({
      addresses: [':0'],
      app: (_request, response) => response.end('here'),
      onError: () => {},
    });
    const answer = await ask(portOf(server), '/');
    expect(answer.text).toBe('here');
    await server.stop(0);
    expect(app.server.addresses).toHaveLength(1);
  });

  test.each([
    { name: 'a text that is no address', address: 'nonsense' },
    { name: 'a port beyond the last', address: '127.0.0.1:65536' },
  ])('refuses $name by its name', async ({ address }) => {
    await expect(startServer({ ...options, addresses: [address] })).rejects.toThrow(
      `cannot listen on ${address}: `,
    );
  });

  test('leaves nothing open when one of the addresses is taken', async () => {
    const taken = await startServer({ ...options, addresses: ['127.0.0.1:0'] });
    const free = await startServer({ ...options, addresses: ['127.0.0.1:0'] });
    const freePort = portOf(free);
    await free.stop(0);
    await expect(
      startServer({ ...options, addresses: [`127.0.0.1:${freePort}`, ...taken.addresses] }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const again = await startServer({ ...options, addresses: [`127.0.0.1:${freePort}`] });
    await Promise.all([again.stop(0), taken.stop(0)]);
  });
});

describe('requests that are none', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.server.stop(0));

  const healthy = 'GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n';

  test.each([
    { name: 'one word', bytes: 'FOO\r\n\r\n', status: 400 },
    { name: 'a blank in the URL', bytes: 'GET /a b HTTP/1.1\r\nHost: h\r\n\r\n', status: 400 },
    { name: 'a version of the future', bytes: 'GET / HTTP/9.9\r\nHost: h\r\n\r\n', status: 400 },
    { name: 'no Host header', bytes: 'GET / HTTP/1.1\r\n\r\n', status: 400 },
    { name: 'a bad header name', bytes: 'GET / HTTP/1.1\r\nHost: h\r\nBad header: 1\r\n\r\n', status: 400 },
    {
      name: 'a negative length',
      bytes: 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -5\r\n\r\n',
      status: 400,
    },
    {
      name: 'two kinds of length',
      bytes: 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      status: 400,
    },
    { name: 'a TLS greeting', bytes: '\u0016\u0003\u0001\u0002\u0000\u0001', status: 400 },
    { name: 'the preface of HTTP/2', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', status: 400 },
    {
      name: '64 KiB of headers',
      bytes: `GET / HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`,
      status: 431,
    },
    {
      name: 'a URL of 70 KB',
      bytes: `GET /${'a/'.repeat(35_000)} HTTP/1.1\r\nHost: h\r\n\r\n`,
      status: 431,
    },
  ])('$name is answered $status and the connection closed', async ({ bytes, status }) => {
    const answer = await exchange(app.port, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect((await ask(app.port, '/-/healthy')).status).toBe(200);
  });

  test('CONNECT is not answered, and nothing else suffers', async () => {
    expect(await exchange(app.port, 'CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('');
    expect((await ask(app.port, '/-/healthy')).status).toBe(200);
  });

  test('pipelined requests are answered one by one', async () => {
    const last = healthy.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
    const answer = await exchange(app.port, `${healthy}${healthy}${last}`);
    expect(answer.match(/^HTTP\/1\.1 200 OK|Healthy(?=HTTP|$)/gm)).toHaveLength(4);
  });

  test('garbage after a request ends the connection', async () => {
    await exchange(app.port, `${healthy}\0\0garbage\r\n\r\n`);
    expect((await ask(app.port, '/-/healthy')).status).toBe(200);
  });

  test('whatever is asked for, there is an answer', async () => {
    const text = fc.string({ unit: 'binary-ascii', maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, text, async (path, query) => {
        const request = `GET /${path}?${query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
        expect(await exchange(app.port, request)).toMatch(/^HTTP\/1\.1 (?:200|301|400) /);
      }),
    );
  });

  test('10,000 parameters do no harm', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `p${index}`).join('&');
    const answer = await ask(app.port, `/probe?${many.slice(0, 60_000)}&target=x`);
    expect(answer.status).toBe(200);
  });

  const tooLong = 'x'.repeat(1024 * 1024 + 1);

  test('a long body ends the connection when the answer was sent before', async () => {
    const answer = await exchange(
      app.port,
      `POST /-/healthy HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\n\r\n${tooLong}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  test('a long body is refused with 413 while a probe runs, which is abandoned', async () => {
    const prober = fakeProber(async (_target, { signal }) => {
      await once(signal, 'abort');
      return fakeFailure;
    });
    await using slow = await startTestApp({ modules: [fakeModule('web', prober)] });
    const answer = await exchange(
      slow.port,
      `POST /probe?module=web&target=x HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\n\r\n${tooLong}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 .*\r\n\r\nRequest body too large\n$/s);
    await expect.poll(() => slow.parts.history.list().length).toBe(1);
  });
});

test('a client that is slow with its headers is answered 408', async () => {
  await using app = await startTestApp({
    limits: { headersTimeoutMs: 50, requestTimeoutMs: 100, checkIntervalMs: 10 },
  });
  expect(await exchange(app.port, 'GET /metrics HT')).toMatch(/^HTTP\/1\.1 408 /);
});

describe('stopping', () => {
  test('closes idle connections at once', async () => {
    await using app = await startTestApp();
    const agent = new http.Agent({ keepAlive: true });
    const request = http.get({ host: '127.0.0.1', port: app.port, path: '/-/healthy', agent });
    const sockets: net.Socket[] = [];
    request.on('socket', (socket) => sockets.push(socket));
    request.on('response', (response) => response.resume());
    await once(request, 'close');
    const closed = sockets.map((socket) => once(socket, 'close'));
    await app.server.stop(60_000);
    expect(await Promise.all(closed)).toHaveLength(1);
    await expect(ask(app.port, '/-/healthy')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    agent.destroy();
  });

  test('lets a running probe finish, and closes its connection after the answer', async () => {
    const started = createGate();
    const mayEnd = createGate();
    const prober = fakeProber(async () => {
      started.open();
      await mayEnd.opened;
      return fakeSuccess;
    });
    await using app = await startTestApp({ modules: [fakeModule('web', prober)] });
    const answer = exchange(app.port, 'GET /probe?module=web&target=x HTTP/1.1\r\nHost: x\r\n\r\n');
    await started.opened;
    const stopped = app.server.stop(60_000);
    await expect(ask(app.port, '/-/healthy')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    mayEnd.open();
    const text = await answer;
    expect(text).toContain('\nprobe_success 1\n');
    expect(text).toContain('\r\nConnection: close\r\n');
    await stopped;
  });

  test('abandons what still runs after the grace time', async () => {
    const started = createGate();
    const ended = createGate();
    const prober = fakeProber(async (_target, { signal }) => {
      started.open();
      await once(signal, 'abort');
      ended.open();
      return fakeSuccess;
    });
    await using app = await startTestApp({ modules: [fakeModule('web', prober)] });
    const answer = exchange(app.port, 'GET /probe?module=web&target=x HTTP/1.1\r\nHost: x\r\n\r\n');
    await started.opened;
    await app.server.stop(1);
    expect(await answer).toBe('');
    await ended.opened;
  });

  test('does not wait for a client that has not finished its request', async () => {
    await using app = await startTestApp();
    const socket = net.connect(app.port, '127.0.0.1');
    await once(socket, 'connect');
    // A reset is as good an end as any: 'close' follows.
    socket.on('error', () => {});
    const closed = new Promise<void>((resolve) => {
      socket.on('close', () => resolve());
    });
    socket.write('GET /metr');
    await app.server.stop(60_000);
    await closed;
    expect(socket.destroyed).toBe(true);
  });
});
