/** What clients may take of the exporter, and what they are told beyond that. */
import { once } from 'node:events';
import http2 from 'node:http2';
import net, { type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../src/server/server.ts';
import { ask, exchange, portOf, startTestApp } from '../helpers/app.ts';
import { mint, mintAuthority } from '../helpers/certificates.ts';
import { fakeModule, fakeProber, fakeSuccess } from '../helpers/fake-prober.ts';
import { createGate } from '../helpers/gate.ts';
import { startWebApp } from '../helpers/web-app.ts';

/** A module whose runs end when the test says so, and how many there are. */
function waitingModule() {
  const mayEnd = createGate();
  let running = 0;
  const prober = fakeProber(async (_target, { signal }) => {
    running += 1;
    await Promise.race([mayEnd.opened, once(signal, 'abort')]);
    running -= 1;
    return fakeSuccess;
  });
  return { module: fakeModule('web', prober), running: () => running, end: () => mayEnd.open() };
}

async function families(app: Awaited<ReturnType<typeof startTestApp>>): Promise<string> {
  return (await ask(app.port, '/metrics?self=only')).text;
}

/** An open connection, and whether the server has closed it. */
async function connected(
  port: number,
): Promise<{ readonly socket: Socket; readonly isClosed: () => boolean }> {
  const socket = net.connect(port, '127.0.0.1');
  let closed = false;
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
  });
  socket.resume();
  await once(socket, 'connect');
  return { socket, isClosed: () => closed };
}

describe('probes at a time', () => {
  test('are as many as --probe.max-concurrent says, and the next are answered 503', async () => {
    const { module, running, end } = waitingModule();
    await using app = await startTestApp({ modules: [module], maxProbes: 2 });
    const first = [ask(app.port, '/probe?module=web&target=a'), ask(app.port, '/probe?module=web&target=b')];
    await expect.poll(running).toBe(2);
    const third = await ask(app.port, '/probe?module=web&target=c');
    expect(third).toMatchObject({
      status: 503,
      text: '2 probes are under way, as many as may be: try again\n',
      headers: { 'retry-after': '1' },
    });
    // Nothing else suffers, and mistakes are still told as such.
    expect((await ask(app.port, '/-/healthy')).status).toBe(200);
    expect((await ask(app.port, '/probe?module=none&target=c')).status).toBe(400);
    expect(await families(app)).toContain('\nvantage_probes_refused_total 1\n');
    end();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await ask(app.port, '/probe?module=web&target=c')).status).toBe(200);
  });

  test('do not count one whose client has left', async () => {
    const { module, running, end } = waitingModule();
    await using app = await startTestApp({ modules: [module], maxProbes: 1 });
    const leaving = new AbortController();
    const left = ask(app.port, '/probe?module=web&target=a', { signal: leaving.signal });
    await expect.poll(running).toBe(1);
    leaving.abort();
    await expect(left).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(running).toBe(0);
    end();
    expect((await ask(app.port, '/probe?module=web&target=b')).status).toBe(200);
  });
});

describe('connections', () => {
  test('that do nothing make room for others', async () => {
    await using app = await startTestApp({ limits: { maxConnections: 10 } });
    const idle = await Promise.all(Array.from({ length: 8 }, () => connected(app.port)));
    for (const { socket } of idle) {
      socket.write('GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n');
      await once(socket, 'data');
    }
    expect(idle.filter(({ isClosed }) => isClosed())).toEqual([]);
    expect((await ask(app.port, '/-/healthy')).status).toBe(200);
    await expect.poll(() => idle.filter(({ isClosed }) => isClosed()).length).toBe(8);
  });

  test('that are all busy keep the next one out', async () => {
    const { module, running, end } = waitingModule();
    await using app = await startTestApp({ modules: [module], limits: { maxConnections: 2 } });
    const busy = [ask(app.port, '/probe?module=web&target=a'), ask(app.port, '/probe?module=web&target=b')];
    await expect.poll(running).toBe(2);
    expect(await exchange(app.port, 'GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('');
    end();
    expect((await Promise.all(busy)).map(({ status }) => status)).toEqual([200, 200]);
    await expect.poll(() => families(app).catch(() => '')).toMatch(/\nvantage_http_connections 1\n/);
  });

  test('are counted', async () => {
    const counts = { opened: 0, closed: 0, refused: 0 };
    const server = await startServer({
      addresses: ['127.0.0.1:0', '127.0.0.1:0'],
      app: (_request, response) => response.end('here'),
      onError: () => {},
      limits: { maxConnections: 1 },
      witness: {
        connectionOpened: () => void (counts.opened += 1),
        connectionClosed: () => void (counts.closed += 1),
        connectionRefused: () => void (counts.refused += 1),
      },
    });
    const [first = '', second = ''] = server.addresses;
    const only = await connected(Number(first.split(':')[1]));
    expect(await exchange(Number(second.split(':')[1]), 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('');
    only.socket.destroy();
    await expect.poll(() => counts).toEqual({ opened: 1, closed: 1, refused: 1 });
    await server.stop(0);
  });

  test('of HTTP/2 that do nothing make room as well', async () => {
    const authority = mintAuthority('Test root');
    const identity = mint({ issuer: authority, ipAddresses: ['127.0.0.1'] });
    await using web = await startWebApp({
      tls: true,
      files: {
        'web.yml': 'tls_server_config: { cert_file: cert.pem, key_file: key.pem }\n',
        'cert.pem': identity.certPem,
        'key.pem': identity.keyPem,
      },
      limits: { maxConnections: 2 },
    });
    const connect = () => http2.connect(`https://127.0.0.1:${web.port}`, { ca: authority.certPem });
    const idle = connect();
    const asked = idle.request({ ':path': '/' });
    asked.resume();
    await once(asked, 'close');
    const next = connect();
    await once(next, 'connect');
    await expect.poll(() => idle.closed).toBe(true);
    next.destroy();
  });

  test('are closed when the next request does not come', async () => {
    await using app = await startTestApp({ limits: { keepAliveMs: 50 } });
    const { socket, isClosed } = await connected(app.port);
    socket.write('GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    await expect.poll(isClosed, { timeout: 5000 }).toBe(true);
  });

  test('without a request are closed', async () => {
    await using app = await startTestApp({ limits: { headersTimeoutMs: 50, checkIntervalMs: 10 } });
    const { isClosed } = await connected(app.port);
    await expect.poll(isClosed, { timeout: 5000 }).toBe(true);
  });
});

describe('an answer', () => {
  const long = Buffer.alloc(32 * 1024 * 1024, 'a');

  async function startLong(answerTimeoutMs: number) {
    let closed = 0;
    const server = await startServer({
      addresses: ['127.0.0.1:0'],
      app: (_request, response) => {
        response.once('close', () => {
          closed += 1;
        });
        response.end(long);
      },
      onError: () => {},
      limits: { answerTimeoutMs, checkIntervalMs: 10 },
    });
    return { server, closed: () => closed };
  }

  test('that nobody reads is cut off', async () => {
    const { server, closed } = await startLong(50);
    const socket = net.connect(portOf(server), '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await expect.poll(closed, { timeout: 5000 }).toBe(1);
    socket.destroy();
    await server.stop(0);
  });

  test('that is read is not', async () => {
    const { server } = await startLong(5000);
    expect((await ask(portOf(server), '/')).body.length).toBe(long.length);
    await server.stop(0);
  });

  test('that takes long to come is waited for', async () => {
    const { module, end } = waitingModule();
    await using app = await startTestApp({
      modules: [module],
      limits: { answerTimeoutMs: 20, checkIntervalMs: 10 },
    });
    const answer = ask(app.port, '/probe?module=web&target=a');
    await sleep(200);
    end();
    expect((await answer).status).toBe(200);
  });
});

describe('requests', () => {
  test.each([
    {
      name: 'a header of 70 KB',
      head: `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(70_000)}\r\n\r\n`,
      status: 431,
    },
    {
      name: 'a target of 70 KB',
      head: `GET /${'a'.repeat(70_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      status: 431,
    },
    {
      name: 'headers without end',
      head: `GET / HTTP/1.1\r\nHost: x\r\n${'X: y\r\n'.repeat(60_000)}`,
      status: 431,
    },
    {
      name: 'a body of which nothing comes',
      head: 'POST /-/healthy HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n',
      status: 200,
    },
  ])('with $name are answered $status and leave nothing open', async ({ head, status }) => {
    await using app = await startTestApp({
      limits: { headersTimeoutMs: 100, requestTimeoutMs: 100, checkIntervalMs: 10 },
    });
    expect(await exchange(app.port, head)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(await families(app)).not.toContain('vantage_bugs_total 1');
  });
});

describe('what protects a browser', () => {
  test.each([
    { path: '/', page: true },
    { path: '/anything', page: true },
    { path: '/metrics', page: false },
    { path: '/config', page: false },
    { path: '/probe?module=web&target=a', page: false },
    { path: '/probe?module=none', page: false },
    { path: '/probe?module=web&target=a&debug=true', page: false },
    { path: '/logs?id=0', page: false },
    { path: '/-/healthy', page: false },
    { path: '/api/v1/results', page: false },
    { path: '/x//y', page: true },
  ])('stands in the headers of $path', async ({ path, page }) => {
    await using app = await startTestApp();
    const { headers } = await ask(app.port, path);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toBe(
      page ? "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" : undefined,
    );
    expect(headers['x-frame-options']).toBe(page ? 'DENY' : undefined);
    expect(headers['referrer-policy']).toBe(page ? 'no-referrer' : undefined);
  });

  test.each(['GET', 'HEAD', 'OPTIONS', 'DELETE'])('%s changes nothing', async (method) => {
    let reloads = 0;
    await using app = await startTestApp({
      reload: () => {
        reloads += 1;
        return Promise.resolve({ ok: true });
      },
    });
    expect((await ask(app.port, '/-/reload', { method })).status).toBe(405);
    expect(reloads).toBe(0);
  });
});
