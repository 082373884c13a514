import { once } from 'node:events';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { describe, expect, test } from 'vitest';
import { isAuthenticated } from '../../src/server/authenticated.ts';
import type { App } from '../../src/server/messages.ts';
import { send } from '../../src/server/reply.ts';
import { exchange } from '../helpers/app.ts';
import { type Minted, mint, mintAuthority } from '../helpers/certificates.ts';
import { createGate } from '../helpers/gate.ts';
import { startWebApp, type WebApp, type WebAppOptions } from '../helpers/web-app.ts';

const authority = mintAuthority('Test root');
const identity = mint({ issuer: authority, ipAddresses: ['127.0.0.1'] });
const files = { 'c.pem': identity.certPem, 'k.pem': identity.keyPem, 'ca.pem': authority.certPem };

function serve(keys = '', options: Partial<WebAppOptions> = {}): Promise<WebApp> {
  const web = `tls_server_config: { cert_file: c.pem, key_file: k.pem, ${keys} }\n`;
  return startWebApp({ tls: true, ...options, files: { ...files, 'web.yml': web, ...options.files } });
}

/** What a client ended up with: the answer's body, or why there was none. */
function get(port: number, options: https.RequestOptions = {}): Promise<string> {
  return new Promise((resolve) => {
    const request = https.get(
      { host: '127.0.0.1', port, ca: authority.certPem, agent: false, ...options },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.on('end', () => resolve(body));
      },
    );
    request.on('error', () => resolve('refused'));
  });
}

function clientIdentity(client: Minted): https.RequestOptions {
  return { cert: client.certPem, key: client.keyPem };
}

describe('over HTTP/1.1', () => {
  test('answers', async () => {
    await using web = await serve();
    expect(await get(web.port)).toBe('hello');
  });

  test('keeps a connection for the next request', async () => {
    await using web = await serve();
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
    expect(await get(web.port, { agent })).toBe('hello');
    expect(await get(web.port, { agent })).toBe('hello');
    agent.destroy();
  });

  test('gives a request that is too slow no more time than plain HTTP does', async () => {
    const limits = { headersTimeoutMs: 50, requestTimeoutMs: 50, checkIntervalMs: 10 };
    await using web = await serve('', { limits });
    const socket = tls.connect({ host: '127.0.0.1', port: web.port, ca: authority.certPem });
    socket.on('error', () => {});
    socket.write('GET / HT');
    let answer = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      answer += text;
    });
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe('over HTTP/2', () => {
  function headersOf(stream: http2.ClientHttp2Stream): Promise<http2.IncomingHttpHeaders> {
    return new Promise((resolve, reject) => {
      stream.once('response', resolve);
      stream.once('error', reject);
    });
  }

  async function ask(port: number, method = 'GET', path = '/') {
    const session = http2.connect(`https://127.0.0.1:${port}`, { ca: authority.certPem });
    const stream = session.request({ ':method': method, ':path': path }, { endStream: true });
    const headers = await headersOf(stream);
    let body = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    await once(stream, 'close');
    session.close();
    return { headers: { ...headers }, body };
  }

  test('answers', async () => {
    await using web = await serve();
    expect(await ask(web.port)).toMatchObject({ headers: { ':status': 200 }, body: 'hello' });
    expect(await ask(web.port, 'HEAD')).toMatchObject({ headers: { 'content-length': '5' }, body: '' });
  });

  test('asks for passwords, too', async () => {
    const web = `tls_server_config: { cert_file: c.pem, key_file: k.pem }
basic_auth_users: { me: "$2b$10$${'x'.repeat(53)}" }\n`;
    await using app = await serve('', { files: { 'web.yml': web } });
    expect(await ask(app.port)).toMatchObject({
      headers: { ':status': 401, 'www-authenticate': 'Basic' },
      body: 'Unauthorized\n',
    });
  });

  test('answers 413 to a body that is too long and closes the stream', async () => {
    const mayAnswer = createGate();
    await using web = await serve('', { app: () => mayAnswer.open() });
    const session = http2.connect(`https://127.0.0.1:${web.port}`, { ca: authority.certPem });
    const stream = session.request({ ':method': 'POST', ':path': '/' });
    stream.on('error', () => {});
    stream.end(Buffer.alloc(2 * 1024 * 1024));
    const headers = await headersOf(stream);
    expect(headers).toMatchObject({ ':status': 413 });
    stream.resume();
    await once(stream, 'close');
    session.close();
  });

  test('lets a request under way end when it is told to stop', async () => {
    const started = createGate();
    const mayEnd = createGate();
    await using web = await serve('', {
      app: (_request, response) => {
        started.open();
        void mayEnd.opened.then(() => response.end('late'));
      },
    });
    const answer = ask(web.port);
    await started.opened;
    const stopped = web.server.stop(60_000);
    mayEnd.open();
    expect((await answer).body).toBe('late');
    await stopped;
  });

  test('is not offered when it is off', async () => {
    await using web = await serve('', { http2: false });
    const socket = tls.connect({
      host: '127.0.0.1',
      port: web.port,
      ca: authority.certPem,
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    await once(socket, 'secureConnect');
    expect(socket.alpnProtocol).toBe('http/1.1');
    socket.destroy();
  });
});

describe('the handshake', () => {
  /** Version, suite and curve that were agreed on, or that nothing was. */
  async function negotiated(port: number, options: tls.ConnectionOptions = {}) {
    const socket = tls.connect({ host: '127.0.0.1', port, ca: authority.certPem, ...options });
    try {
      await once(socket, 'secureConnect');
      return `${socket.getProtocol()} ${socket.getCipher().standardName}`;
    } catch {
      return 'refused';
    } finally {
      socket.destroy();
    }
  }

  const oldClient: tls.ConnectionOptions = {
    minVersion: 'TLSv1.1',
    maxVersion: 'TLSv1.1',
    ciphers: 'ALL:@SECLEVEL=0',
  };

  test.each([
    { name: 'TLS 1.3 by default', keys: '', client: {}, is: /^TLSv1\.3 / },
    {
      name: 'no TLS 1.1 by default',
      keys: '',
      client: oldClient,
      is: /^refused$/,
    },
    { name: 'TLS 1.1 when asked to', keys: 'min_version: TLS11', client: oldClient, is: /^TLSv1\.1 / },
    { name: 'no TLS 1.3 when asked to', keys: 'max_version: TLS12', client: {}, is: /^TLSv1\.2 / },
    {
      name: 'the suite that is configured',
      keys: 'max_version: TLS12, cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]',
      client: {},
      is: /^TLSv1\.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384$/,
    },
    {
      name: 'no suite that is not configured',
      keys: 'max_version: TLS12, cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]',
      client: { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' },
      is: /^refused$/,
    },
    {
      name: 'no plain RSA key exchange',
      keys: '',
      client: { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' },
      is: /^refused$/,
    },
    {
      name: 'no curve that is not configured',
      keys: 'curve_preferences: [CurveP384]',
      client: { ecdhCurve: 'P-256' },
      is: /^refused$/,
    },
    {
      name: 'a curve that is configured',
      keys: 'curve_preferences: [CurveP384]',
      client: { ecdhCurve: 'P-256:P-384' },
      is: /^TLSv1\.3 /,
    },
  ] satisfies { name: string; keys: string; client: tls.ConnectionOptions; is: RegExp }[])(
    'takes $name',
    async ({ keys, client, is }) => {
      await using web = await serve(keys);
      expect(await negotiated(web.port, client)).toMatch(is);
    },
  );

  test('that never comes ends the connection', async () => {
    await using web = await serve('', {
      limits: { headersTimeoutMs: 20, requestTimeoutMs: 60_000, checkIntervalMs: 60_000 },
    });
    expect(await exchange(web.port, '')).toBe('');
    expect(await exchange(web.port, '\x16\x03\x01')).toBe('');
  });

  test.each([
    'GET / HTTP/1.1\r\n\r\n',
    'POST /-/reload HTTP/1.1\r\nHost: x\r\n\r\n',
    'HEAD / HTTP/1.0\r\n\r\n',
  ])('that is plain HTTP is answered 400: %j', async (request) => {
    await using web = await serve();
    expect(await exchange(web.port, request)).toBe(
      'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n',
    );
  });

  test('that is no TLS ends the connection', async () => {
    await using web = await serve();
    // Perhaps with an alert before, which is seven bytes.
    expect((await exchange(web.port, 'SSH-2.0-x\r\n')).length).toBeLessThanOrEqual(7);
    expect(web.lines).toHaveLength(1);
  });

  test('of a client that leaves at once leaves nothing open', async () => {
    await using web = await serve();
    const socket = net.connect(web.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.end();
    await once(socket.resume(), 'close');
    await web.server.stop(60_000);
    expect(web.lines).toEqual([]);
  });
});

describe('clients with certificates', () => {
  const client = mint({
    issuer: authority,
    dnsNames: ['scraper.test'],
    ipAddresses: ['192.0.2.7', '2001:db8::7'],
    extendedKeyUsage: ['clientAuth'],
  });
  const stranger = mint({ extendedKeyUsage: ['clientAuth'] });
  const server = mint({ issuer: authority, extendedKeyUsage: ['serverAuth'] });
  const ca = 'client_ca_file: ca.pem, ';

  test.each([
    { type: 'NoClientCert', keys: '', none: 'hello', unknown: 'hello', known: 'hello' },
    { type: 'RequestClientCert', keys: '', none: 'hello', unknown: 'hello', known: 'hello' },
    { type: 'RequireAnyClientCert', keys: '', none: 'refused', unknown: 'hello', known: 'hello' },
    { type: 'RequireClientCert', keys: '', none: 'refused', unknown: 'hello', known: 'hello' },
    { type: 'VerifyClientCertIfGiven', keys: ca, none: 'hello', unknown: 'refused', known: 'hello' },
    { type: 'RequireAndVerifyClientCert', keys: ca, none: 'refused', unknown: 'refused', known: 'hello' },
  ])('$type: none $none, unknown $unknown, known $known', async ({ type, keys, none, unknown, known }) => {
    await using web = await serve(`${keys} client_auth_type: ${type}`);
    expect({
      none: await get(web.port),
      unknown: await get(web.port, clientIdentity(stranger)),
      known: await get(web.port, clientIdentity(client)),
    }).toEqual({ none, unknown, known });
  });

  test.each([
    { type: 'RequireAnyClientCert', keys: '', proven: 'false' },
    { type: 'RequireAndVerifyClientCert', keys: ca, proven: 'true' },
  ])('with $type prove who the client is: $proven', async ({ type, keys, proven }) => {
    const app: App = (request, response) => {
      send(response, { status: 200, body: String(isAuthenticated(request)), headers: {} });
    };
    await using web = await serve(`${keys} client_auth_type: ${type}`, { app });
    const { cert, key } = clientIdentity(client);
    const session = http2.connect(`https://127.0.0.1:${web.port}`, { ca: authority.certPem, cert, key });
    const stream = session.request({ ':path': '/' });
    let overHttp2 = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      overHttp2 += text;
    });
    await once(stream, 'end');
    session.close();
    expect([await get(web.port, { cert, key }), overHttp2]).toEqual([proven, proven]);
  });

  test('are refused with a certificate for servers', async () => {
    await using web = await serve(`${ca} client_auth_type: RequireAndVerifyClientCert`);
    expect(await get(web.port, clientIdentity(server))).toBe('refused');
  });

  test.each([
    { sans: '[scraper.test]', answer: 'hello' },
    { sans: '[other.test, 192.0.2.7]', answer: 'hello' },
    { sans: '["2001:DB8:0::7"]', answer: 'hello' },
    { sans: '[SCRAPER.test]', answer: 'refused' },
    { sans: '[test, 192.0.2.8]', answer: 'refused' },
  ])('with client_allowed_sans $sans: $answer', async ({ sans, answer }) => {
    await using web = await serve(
      `${ca} client_auth_type: RequireAndVerifyClientCert, client_allowed_sans: ${sans}`,
    );
    expect(await get(web.port, clientIdentity(client))).toBe(answer);
  });

  test('must have one where a name is demanded', async () => {
    await using web = await serve('client_auth_type: RequestClientCert, client_allowed_sans: [scraper.test]');
    expect(await get(web.port)).toBe('refused');
    expect(await get(web.port, clientIdentity(client))).toBe('hello');
  });
});

describe('files that change', () => {
  test('a new certificate counts from the next handshake on', async () => {
    await using web = await serve();
    const serial = async (): Promise<string> => {
      const socket = tls.connect({ host: '127.0.0.1', port: web.port, ca: authority.certPem });
      await once(socket, 'secureConnect');
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    };
    const renewed = mint({
      issuer: authority,
      ipAddresses: ['127.0.0.1'],
      keyOf: identity,
      serialHex: '0102030405',
    });
    expect(await serial()).toBe(identity.x509.serialNumber);
    web.write('c.pem', renewed.certPem);
    expect(await serial()).toBe('0102030405');
  });

  test.each([
    { name: 'a key that belongs to another certificate', file: 'k.pem', text: mint().keyPem },
    { name: 'a certificate that is none', file: 'c.pem', text: 'nothing' },
    { name: 'a broken web configuration', file: 'web.yml', text: 'foo: 1' },
    { name: 'a web configuration without TLS', file: 'web.yml', text: '' },
  ])('$name refuses handshakes until it is mended', async ({ file, text }) => {
    await using web = await serve();
    expect(await get(web.port)).toBe('hello');
    web.write(file, text);
    expect(await get(web.port)).toBe('refused');
    expect(web.lines).toHaveLength(1);
    web.write('web.yml', 'tls_server_config: { cert_file: c.pem, key_file: k.pem }');
    web.write('c.pem', identity.certPem);
    web.write('k.pem', identity.keyPem);
    expect(await get(web.port)).toBe('hello');
  });
});
