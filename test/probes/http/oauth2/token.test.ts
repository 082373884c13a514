/** Runs of modules that get a token from a real token endpoint on loopback. */
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Clock, Outcome } from '../../../../probes/contract.ts';
import type { HttpObservations } from '../../../../probes/http/observations.ts';
import type { HttpOptions } from '../../../../probes/http/options.ts';
import { httpProber } from '../../../../probes/http/prober.ts';
import { mint } from '../../../helpers/certificates.ts';
import { testContext } from '../../../helpers/context.ts';
import { httpOptionsOf } from '../../../helpers/http-options.ts';
import { startHttpProxy } from '../../../helpers/http-proxy.ts';
import {
  type HttpServer,
  type Responder,
  reply,
  response,
  route,
  sent,
  startHttpServer,
} from '../../../helpers/http-server.ts';
import { leakedSince, openResources } from '../../../helpers/open-resources.ts';
import { closedPort, startTcpServer } from '../../../helpers/tcp-server.ts';
import { temporaryDirectory } from '../../../helpers/temporary-directory.ts';
import { startTlsServer } from '../../../helpers/tls-server.ts';

interface Run {
  readonly outcome: Outcome<HttpObservations>;
  readonly said: string;
}

async function run(
  target: string,
  options: HttpOptions,
  settings: { readonly timeoutMs?: number; readonly clock?: Clock } = {},
): Promise<Run> {
  using context = testContext({ timeoutMs: 5000, ...settings });
  const outcome = await httpProber.probe({ text: target }, options, context);
  return { outcome, said: JSON.stringify([outcome, context.transcript.events()]) };
}

function failureOf({ outcome }: Run) {
  return outcome.ok ? undefined : outcome.failure;
}

/** A token endpoint at `/token` that gives out t1, t2 and so on, and a target at `/` that accepts `accepted`. */
async function startSite(
  settings: { readonly fields?: object; readonly accepts?: (token: string) => boolean } = {},
): Promise<HttpServer & { readonly tokenRequests: () => HttpServer['requests'] }> {
  const { fields = { token_type: 'bearer', expires_in: 3600 }, accepts = () => true } = settings;
  let given = 0;
  const server = await startHttpServer(
    route({
      '/token': (request, socket) => {
        given += 1;
        const body = JSON.stringify({ access_token: `t${given}`, ...fields });
        reply(response(200, body, ['Content-Type: application/json']))(request, socket);
      },
      '/': (request, socket) => {
        const [authorization = ''] = sent(request, 'authorization');
        reply(response(accepts(authorization) ? 200 : 401, ''))(request, socket);
      },
    }),
  );
  const tokenRequests = () => server.requests.filter(({ target }) => target === '/token');
  return { ...server, tokenRequests };
}

function optionsFor(authority: string, more = 'client_secret: secr3t'): HttpOptions {
  return httpOptionsOf(`{oauth2: {client_id: "the id", token_url: "http://${authority}/token", ${more}}}`);
}

describe('a token', () => {
  test('is asked for with the id and secret as Basic credentials, and sent to the target', async () => {
    await using site = await startSite();
    const more = 'client_secret: "s&cr3t", scopes: [a, b], endpoint_params: {resource: "x y"}';
    const { outcome, said } = await run(`http://${site.authority}/`, optionsFor(site.authority, more));
    expect(outcome.ok).toBe(true);
    const [tokenRequest, targetRequest] = site.requests;
    expect(tokenRequest?.method).toBe('POST');
    expect(tokenRequest?.body).toBe('grant_type=client_credentials&resource=x+y&scope=a+b');
    expect(sent(tokenRequest, 'content-type')).toEqual(['application/x-www-form-urlencoded']);
    const basic = Buffer.from('the+id:s%26cr3t').toString('base64');
    expect(sent(tokenRequest, 'authorization')).toEqual([`Basic ${basic}`]);
    expect(sent(targetRequest, 'authorization')).toEqual(['Bearer t1']);
    expect(Object.keys(outcome.phases).sort()).toEqual([
      'authorize',
      'connect',
      'processing',
      'resolve',
      'transfer',
    ]);
    expect(said).not.toMatch(/cr3t|Bearer t1/);
  });

  test('is asked for with id and secret in the form when they are turned down, then so at once', async () => {
    await using server = await startHttpServer(
      route({
        '/token': (request, socket) => {
          const isForm = request.body.includes('client_secret=secr3t');
          const body = isForm ? '{"access_token":"t","expires_in":5}' : '{"error":"invalid_client"}';
          reply(response(isForm ? 200 : 401, body))(request, socket);
        },
        '/': reply(response(200, '')),
      }),
    );
    const options = optionsFor(server.authority);
    expect((await run(`http://${server.authority}/`, options)).outcome.ok).toBe(true);
    expect((await run(`http://${server.authority}/`, options)).outcome.ok).toBe(true);
    const forms = server.requests.filter(({ target }) => target === '/token').map(({ body }) => body);
    expect(forms).toEqual([
      'grant_type=client_credentials',
      'client_id=the+id&client_secret=secr3t&grant_type=client_credentials',
      'client_id=the+id&client_secret=secr3t&grant_type=client_credentials',
    ]);
  });

  test('is used until shortly before it expires', async () => {
    await using site = await startSite({ fields: { expires_in: 60 } });
    const options = optionsFor(site.authority);
    let nowMs = 1000;
    const clock: Clock = { monotonicMs: () => nowMs, wallMs: () => 0 };
    const target = `http://${site.authority}/`;
    const first = await run(target, options, { clock });
    nowMs += 49_999;
    const second = await run(target, options, { clock });
    expect(site.tokenRequests()).toHaveLength(1);
    expect(first.outcome.phases.authorize).toBe(0);
    expect(second.outcome.phases.authorize).toBeUndefined();
    nowMs += 1;
    await run(target, options, { clock });
    expect(site.tokenRequests()).toHaveLength(2);
  });

  test.each([
    ['no lifetime', {}, 299_999],
    ['a lifetime as text', { expires_in: '3600' }, 3_589_999],
    ['a lifetime that is none', { expires_in: 'soon' }, 299_999],
  ])('with %s is used for its time', async (_, fields, usedForMs) => {
    await using site = await startSite({ fields });
    const options = optionsFor(site.authority);
    let nowMs = 0;
    const clock: Clock = { monotonicMs: () => nowMs, wallMs: () => 0 };
    await run(`http://${site.authority}/`, options, { clock });
    nowMs = usedForMs;
    await run(`http://${site.authority}/`, options, { clock });
    expect(site.tokenRequests()).toHaveLength(1);
    nowMs += 1;
    await run(`http://${site.authority}/`, options, { clock });
    expect(site.tokenRequests()).toHaveLength(2);
  });

  test('that the target refuses is not used again', async () => {
    await using site = await startSite({ accepts: (authorization) => authorization !== 'Bearer t1' });
    const options = optionsFor(site.authority);
    const first = await run(`http://${site.authority}/`, options);
    expect(failureOf(first)?.reason).toBe('assert.status');
    expect((await run(`http://${site.authority}/`, options)).outcome.ok).toBe(true);
    expect(site.tokenRequests()).toHaveLength(2);
  });

  test('belongs to its module', async () => {
    await using site = await startSite();
    await run(`http://${site.authority}/`, optionsFor(site.authority));
    await run(`http://${site.authority}/`, optionsFor(site.authority));
    expect(site.tokenRequests()).toHaveLength(2);
  });

  test.each([
    ['bearer', { token_type: 'bearer' }, 'Bearer t1'],
    ['no type', {}, 'Bearer t1'],
    ['MAC', { token_type: 'mac' }, 'MAC t1'],
    ['an unknown type', { token_type: 'DPoP' }, 'DPoP t1'],
  ])('of the type %s is sent as such', async (_, fields, authorization) => {
    await using site = await startSite({ fields });
    await run(`http://${site.authority}/`, optionsFor(site.authority));
    expect(sent(site.requests[1], 'authorization')).toEqual([authorization]);
  });

  test('may come as a form', async () => {
    const answer = response(200, 'access_token=t&expires_in=60', [
      'Content-Type: application/x-www-form-urlencoded; charset=utf-8',
    ]);
    await using server = await startHttpServer(
      route({ '/token': reply(answer), '/': reply(response(200, '')) }),
    );
    const { outcome } = await run(`http://${server.authority}/`, optionsFor(server.authority));
    expect(outcome.ok).toBe(true);
    expect(sent(server.requests[1], 'authorization')).toEqual(['Bearer t']);
  });

  test('is asked for over TLS and through a proxy of its own', async () => {
    const identity = mint({ dnsNames: ['id.test'] });
    await using endpoint = await startTlsServer({
      identity,
      onConnection: (socket) => socket.once('data', () => socket.end(response(200, '{"access_token":"t"}'))),
    });
    await using proxy = await startHttpProxy({ upstreamPort: endpoint.port });
    await using target = await startHttpServer(reply(response(200, '')));
    const options = httpOptionsOf(
      `{oauth2: {client_id: a, token_url: "https://id.test/token", proxy_url: "http://127.0.0.1:${proxy.port}",
        tls_config: {ca: ${JSON.stringify(identity.certPem)}}}}`,
    );
    const { outcome } = await run(`http://${target.authority}/`, options);
    expect(outcome.ok).toBe(true);
    expect(proxy.requests.map(({ target: line }) => line)).toEqual(['id.test:443']);
    expect(sent(target.requests[0], 'authorization')).toEqual(['Bearer t']);
  });
});

describe('an assertion', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const grant = 'grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer"';

  function decoded(part: string): unknown {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  }

  /** The claims with a word for the one that differs each time. */
  function withoutIdentity(claims: unknown): unknown {
    if (typeof claims !== 'object' || claims === null || !('jti' in claims)) return claims;
    return { ...claims, jti: /^[0-9a-f-]{36}$/.test(String(claims.jti)) ? 'a UUID' : claims.jti };
  }

  test.each([
    ['RS256', 'sha256'],
    ['RS384', 'sha384'],
    ['RS512', 'sha512'],
  ])('is signed with %s and says who asks', async (algorithm, hash) => {
    await using site = await startSite();
    const more = `${grant}, signature_algorithm: ${algorithm}, client_certificate_key: ${JSON.stringify(pem)},
      client_certificate_key_id: k1, scopes: [a, b], claims: {tenant: 7, admin: false, list: [x, 1], name: "7"}`;
    const clock: Clock = { monotonicMs: () => 0, wallMs: () => 1_700_000_000_500 };
    const { outcome } = await run(`http://${site.authority}/`, optionsFor(site.authority, more), { clock });
    expect(outcome.ok).toBe(true);
    const form = new URLSearchParams(site.requests[0]?.body);
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    expect(sent(site.requests[0], 'authorization')).toEqual([]);
    const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    expect(decoded(header)).toEqual({ alg: algorithm, typ: 'JWT', kid: 'k1' });
    expect(withoutIdentity(decoded(claims))).toEqual({
      iss: 'the id',
      sub: 'the id',
      aud: `http://${site.authority}/token`,
      jti: 'a UUID',
      iat: 1_700_000_000,
      exp: 1_700_000_600,
      scope: 'a b',
      tenant: 7,
      admin: false,
      list: ['x', 1],
      name: '7',
    });
    const isValid = verify(
      hash,
      Buffer.from(`${header}.${claims}`),
      createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
      Buffer.from(signature, 'base64url'),
    );
    expect(isValid).toBe(true);
  });

  test('says what it was told to, and takes its key from a file', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'key.pem');
    writeFileSync(path, String(privateKey.export({ type: 'pkcs1', format: 'pem' })));
    await using site = await startSite();
    const more = `${grant}, client_certificate_key_file: ${path}, iss: me, audience: them, claims: {sub: other}`;
    await run(`http://${site.authority}/`, optionsFor(site.authority, more));
    const [, claims = ''] = (new URLSearchParams(site.requests[0]?.body).get('assertion') ?? '').split('.');
    expect(decoded(claims)).toMatchObject({ iss: 'me', sub: 'other', aud: 'them' });
  });

  const elliptic = String(
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  );
  test.each([
    ['without a key', grant],
    ['with a key that is none', `${grant}, client_certificate_key: secr3t`],
    ['with a key of another kind', `${grant}, client_certificate_key: ${JSON.stringify(elliptic)}`],
  ])('cannot be made %s', async (_, more) => {
    const result = await run('http://127.0.0.1:9/', optionsFor('127.0.0.1:9', more));
    expect(failureOf(result)).toMatchObject({ phase: 'request', reason: 'local.options', blame: 'local' });
    expect(result.said).not.toContain('secr3t');
  });
});

describe('a token endpoint that misbehaves', () => {
  const stolen = '{"error":"secr3t","error_description":"secr3t","access_token":"secr3t"}';

  test.each<[name: string, responder: Responder, blame: string, detail: string]>([
    [
      'turns us down',
      reply(response(401, '{"error":"invalid_client"}')),
      'local',
      'answered with status 401: invalid_client',
    ],
    ['turns us down in words of its own', reply(response(400, stolen)), 'local', 'answered with status 400'],
    ['is broken', reply(response(503, 'down')), 'network', 'answered with status 503'],
    ['redirects', reply(response(302, '', ['Location: /other'])), 'network', 'answered with status 302'],
    ['gives an error', reply(response(200, stolen)), 'network', 'gave an error instead of a token'],
    ['gives HTML', reply(response(200, '<html>')), 'network', 'gave an answer that is not JSON'],
    ['gives a list', reply(response(200, '[]')), 'network', 'gave an answer without access_token'],
    [
      'gives nothing',
      reply(response(200, '{"access_token":""}')),
      'network',
      'gave an answer without access_token',
    ],
    [
      'gives a number',
      reply(response(200, '{"access_token":5}')),
      'network',
      'gave an answer without access_token',
    ],
    ['closes', (_request, socket) => socket.end(), 'network', 'cannot be asked (tcp.closed)'],
    ['resets', (_request, socket) => socket.resetAndDestroy(), 'network', 'cannot be asked (tcp.reset)'],
    [
      'speaks something else',
      reply('220 mail ready\r\n'),
      'network',
      'cannot be asked (http.protocol.error)',
    ],
    [
      'says too much',
      reply(response(200, ' '.repeat(1024 * 1024 + 1))),
      'network',
      'cannot be asked (http.response.body_too_large)',
    ],
  ])('fails the run when it %s', async (_, responder, blame, detail) => {
    await using server = await startHttpServer(responder);
    const before = openResources();
    const result = await run('http://127.0.0.1:9/', optionsFor(server.authority));
    expect(failureOf(result)).toEqual({
      phase: 'request',
      reason: 'auth.token_failed',
      blame,
      detail: `the token endpoint ${server.authority} ${detail}`,
    });
    expect(result.said).not.toContain('secr3t');
    expect(result.outcome.phases.authorize).toBeGreaterThan(0);
    expect(result.outcome.phases.connect).toBeUndefined();
    expect(await leakedSince(before)).toEqual([]);
  });

  const drip = (socket: Socket): void => {
    const write = (): void => {
      if (socket.writable) socket.write('A: b\r\n', () => setTimeout(write, 5));
    };
    socket.write('HTTP/1.1 200 OK\r\n', write);
  };

  test.each<[name: string, talk: (socket: Socket) => void]>([
    ['says nothing', () => {}],
    ['drips header fields', drip],
  ])('ends the run at its deadline when it %s', async (_, talk) => {
    await using server = await startTcpServer(talk);
    const result = await run('http://127.0.0.1:9/', optionsFor(server.target), { timeoutMs: 200 });
    expect(failureOf(result)).toEqual({
      phase: 'request',
      reason: 'auth.token_timed_out',
      blame: 'network',
      detail: `no token from ${server.target} within 0.2 s`,
    });
    await server.untilIdle();
  });

  test('is not the target when nothing listens', async () => {
    const authority = `127.0.0.1:${await closedPort()}`;
    expect(failureOf(await run('http://127.0.0.1:9/', optionsFor(authority)))).toMatchObject({
      reason: 'auth.token_failed',
      blame: 'network',
    });
  });

  test.each([
    ['a token that cannot be sent', '{"access_token":"a\\r\\nX-Evil: 1"}'],
    ['a type that cannot be sent', '{"access_token":"a","token_type":"b\\nc"}'],
  ])('cannot put header fields into our request by %s', async (_, body) => {
    await using server = await startHttpServer(reply(response(200, body)));
    const result = await run(`http://${server.authority}/`, optionsFor(server.authority));
    expect(failureOf(result)?.detail).toBe(
      `the token endpoint ${server.authority} gave a token that cannot be sent`,
    );
    expect(server.requests.filter(({ method }) => method === 'GET')).toEqual([]);
  });
});

test.each([
  ['a URL that is none', 'token_url: "ftp://x"'],
  [
    'a field that may not be replaced',
    'token_url: "http://127.0.0.1:9/", scopes: [a], endpoint_params: {scope: b}',
  ],
])('the module is at fault for %s', async (_, more) => {
  const options = httpOptionsOf(`{oauth2: {client_id: a, ${more}}}`);
  expect(failureOf(await run('http://127.0.0.1:9/', options))).toMatchObject({
    phase: 'request',
    reason: 'local.options',
    blame: 'local',
  });
});

test('the module is at fault for a secret that cannot be read', async () => {
  const result = await run('http://127.0.0.1:9/', optionsFor('127.0.0.1:9', 'client_secret_file: /nowhere'));
  expect(failureOf(result)).toMatchObject({ phase: 'request', reason: 'local.file', blame: 'local' });
});
