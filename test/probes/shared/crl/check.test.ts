import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { DeadlineReached } from '../../../../probes/abort.ts';
import type { ProbeContext } from '../../../../probes/contract.ts';
import { checkRevocation } from '../../../../probes/shared/crl/check.ts';
import { openDirectly } from '../../../../probes/shared/crl/list-server.ts';
import { type Certificate, parseCertificate } from '../../../../probes/shared/tls/certificate.ts';
import type { RevocationListEvidence } from '../../../../probes/tls-evidence.ts';
import { wordsOf } from '../../../../src/engine/transcript-words.ts';
import { type Minted, mint, mintAuthority } from '../../../helpers/certificates.ts';
import { fixedResolver, testContext } from '../../../helpers/context.ts';
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
import { distributionPoints, mintRevocationList } from '../../../helpers/revocation-lists.ts';
import { closedPort } from '../../../helpers/tcp-server.ts';
import { startTlsServer } from '../../../helpers/tls-server.ts';

const root = mintAuthority('Root');
const other = mintAuthority('Root');
const serialHex = '0e1e';
const nextUpdate = new Date('2090-01-01T00:00:00Z');
const nextUpdateSeconds = nextUpdate.getTime() / 1000;
const good = mintRevocationList({ issuer: root, nextUpdate });
const bad = mintRevocationList({ issuer: root, nextUpdate, revoked: [serialHex] });

function parsed({ der }: Minted): Certificate {
  const certificate = parseCertificate(der);
  if (certificate === undefined) throw new Error('minted what is no certificate');
  return certificate;
}

function leafOf(...urls: readonly string[]): Minted {
  return mint({
    issuer: root,
    serialHex,
    extensions: urls.length === 0 ? [] : [distributionPoints(...urls)],
  });
}

async function checked(path: readonly Minted[], context?: ProbeContext, isVerified = true) {
  using usual = testContext();
  const certificates = path.map(parsed);
  return await checkRevocation({ certificates, isVerified }, openDirectly(4), context ?? usual);
}

/** What is found out about a certificate that names these paths of a server. */
async function listAt(
  server: HttpServer,
  paths: readonly string[],
  context?: ProbeContext,
): Promise<RevocationListEvidence | undefined> {
  const leaf = leafOf(
    ...paths.map((path) => (path.startsWith('/') ? `http://${server.authority}${path}` : path)),
  );
  return (await checked([leaf, root], context)).certificates[0]?.list;
}

const listReply = (list: Buffer): Responder => reply(response(200, list.toString('latin1')));
const usable = { kind: 'usable', revoked: false, stale: false, nextUpdateSeconds };
const unusable = (detail: string) => ({ kind: 'unusable', detail, blame: 'network' });

const limit = 10 * 1024 * 1024;
const tooLarge = 'cannot be fetched (http.response.body_too_large)';

describe('the list at a distribution point', () => {
  test.each<[string, Responder, object]>([
    ['tells that nothing is revoked', listReply(good), usable],
    ['tells that the certificate is revoked', listReply(bad), { ...usable, revoked: true }],
    [
      'is stale',
      listReply(mintRevocationList({ issuer: root, nextUpdate: new Date('2026-01-01T00:00:00Z') })),
      { kind: 'usable', revoked: false, stale: true, nextUpdateSeconds: Date.parse('2026-01-01') / 1000 },
    ],
    [
      'is not valid yet',
      listReply(
        mintRevocationList({ issuer: root, nextUpdate, thisUpdate: new Date('2089-01-01T00:00:00Z') }),
      ),
      unusable('is valid only from 2089-01-01T00:00:00Z'),
    ],
    [
      'is signed by somebody else',
      listReply(mintRevocationList({ issuer: root, signer: other, nextUpdate })),
      unusable('is not signed by the issuer of the certificate'),
    ],
    [
      'is not there',
      reply(response(404, 'no')),
      unusable('cannot be fetched: its server answered with status 404'),
    ],
    ['is a text', reply(response(200, '<html>')), unusable('is no revocation list')],
    ['is empty', reply(response(200, '')), unusable('is no revocation list')],
    ['is cut short', listReply(good.subarray(0, -10)), unusable('is no revocation list')],
    [
      'breaks off',
      reply(`HTTP/1.1 200 OK\r\nContent-Length: ${good.length}\r\n\r\n${good.toString('latin1', 0, 40)}`),
      unusable('cannot be fetched (tcp.closed)'),
    ],
    ['ends with the connection', reply(`HTTP/1.1 200 OK\r\n\r\n${good.toString('latin1')}`), usable],
    [
      'is announced as too large',
      (_, socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${limit + 1}\r\n\r\n`),
      unusable(tooLarge),
    ],
    [
      'is too large',
      reply(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), Buffer.alloc(limit + 1)])),
      unusable(tooLarge),
    ],
    ['is not HTTP', reply('SSH-2.0-OpenSSH\r\n'), unusable('cannot be fetched (http.protocol.error)')],
    ['is nothing', (_, socket) => socket.end(), unusable('cannot be fetched (tcp.closed)')],
    ['is a reset', (_, socket) => socket.resetAndDestroy(), unusable('cannot be fetched (tcp.reset)')],
    [
      'is a redirect without an end',
      reply(response(302, '', ['Location: /list'])),
      unusable('cannot be fetched: more than 10 redirects'),
    ],
    [
      'is a redirect to nowhere',
      reply(response(302, '')),
      unusable('cannot be fetched: its server answered with status 302'),
    ],
    [
      'is a redirect to a file',
      reply(response(302, '', ['Location: file:///etc/passwd'])),
      unusable('has a URL that is neither http: nor https:'),
    ],
  ])('%s', async (_, responder, expected) => {
    await using server = await startHttpServer(responder);
    const url = `http://${server.authority}/list`;
    expect(await listAt(server, ['/list'])).toEqual({ ...expected, url });
  });

  test('is asked for with one GET', async () => {
    await using server = await startHttpServer(listReply(good));
    await listAt(server, ['/a%20b?c=d e']);
    expect(server.requests).toMatchObject([{ method: 'GET', target: '/a%20b?c=d%20e', body: '' }]);
    const [request] = server.requests;
    expect(['host', 'user-agent', 'connection'].map((name) => sent(request, name))).toEqual([
      [server.authority],
      ['Blackbox-Exporter/0.28.0'],
      ['close'],
    ]);
  });

  test('may be somewhere else', async () => {
    await using server = await startHttpServer(
      route({ '/a': reply(response(301, '', ['Location: b/c'])), '/b/c': listReply(good) }),
    );
    expect(await listAt(server, ['/a'])).toMatchObject({ kind: 'usable' });
  });

  test('is not had when nobody listens', async () => {
    const url = `http://127.0.0.1:${await closedPort()}/`;
    const { certificates } = await checked([leafOf(url), root]);
    expect(certificates[0]?.list).toEqual({ url, ...unusable('cannot be fetched (tcp.refused)') });
  });

  test.each<[string, string, string]>([
    ['of another scheme', 'ldap://127.0.0.1/cn=a', 'has a URL that is neither http: nor https:'],
    ['that is relative', '/list.crl', 'has a URL that is neither http: nor https:'],
    ['that is a file', 'file:///etc/passwd', 'has a URL that is neither http: nor https:'],
    ['without a host', 'http:///a', 'has a URL without a host, or with a port out of range'],
    ['with an absurd port', 'http://a:65536/', 'has a URL without a host, or with a port out of range'],
    ['that is malformed', 'http://a b/', 'has a malformed URL'],
    ['with a line break', 'http://127.0.0.1/a\r\nX: y', 'has a malformed URL'],
    ['of a name that does not exist', 'http://nobody.example/', 'cannot be fetched (dns.name_not_resolved)'],
  ])('is not had from a URL %s', async (_, url, detail) => {
    const { certificates } = await checked([leafOf(url), root]);
    expect(certificates[0]?.list).toEqual({ url, ...unusable(detail) });
  });
});

describe('the server of a list', () => {
  const dual = fixedResolver({ 'crl.example': ['::1', '127.0.0.1'] });

  test.each<[string, 4 | 6 | undefined, string]>([
    ['over IPv4 like the target', 4, '127.0.0.1'],
    ['over the other family when IPv6 fails', 6, '127.0.0.1'],
    ['over the other family when the target has none', undefined, '127.0.0.1'],
  ])('is reached %s', async (_, family, host) => {
    await using server = await startHttpServer(listReply(good), host);
    using context = testContext({ resolver: dual });
    const certificates = [leafOf(`http://crl.example:${server.port}/`), root].map(parsed);
    const path = { certificates, isVerified: true };
    const found = await checkRevocation(path, openDirectly(family), context);
    expect(found.certificates[0]?.list).toMatchObject({ kind: 'usable' });
    expect(sent(server.requests[0], 'host')).toEqual([`crl.example:${server.port}`]);
  });

  test('has to show a certificate that the system trusts, over https', async () => {
    const identity = mint({ dnsNames: ['localhost'] });
    await using server = await startTlsServer({ identity });
    const url = `https://localhost:${server.port}/`;
    const { certificates } = await checked([leafOf(url), root]);
    const detail = 'cannot be fetched (tls.cert.authority_invalid)';
    expect(certificates[0]?.list).toEqual({ url, ...unusable(detail) });
    expect(server.serverNames).toEqual(['localhost']);
  });
});

describe('several points', () => {
  const points = route({
    '/good': listReply(good),
    '/bad': listReply(bad),
    '/forged': listReply(mintRevocationList({ issuer: root, signer: other, nextUpdate })),
  });

  test.each<[string, string[], object, string[]]>([
    ['the first good one counts', ['/good', '/bad'], { revoked: false }, ['/good']],
    ['a missing one is passed over', ['/none', '/bad'], { revoked: true }, ['/none', '/bad']],
    ['a forged one is passed over', ['/forged', '/good', '/bad'], { revoked: false }, ['/forged', '/good']],
    ['what cannot be fetched is passed over', ['ldap://a/', '/bad'], { revoked: true }, ['/bad']],
  ])('%s', async (_, paths, expected, asked) => {
    await using server = await startHttpServer(points);
    const url = `http://${server.authority}${asked.at(-1) ?? ''}`;
    expect(await listAt(server, paths)).toMatchObject({ kind: 'usable', url, ...expected });
    expect(server.requests.map(({ target }) => target)).toEqual(asked);
  });

  test('the last one that was tried is told when none is good', async () => {
    await using server = await startHttpServer(points);
    expect(await listAt(server, ['/forged', '/none'])).toEqual({
      ...unusable('cannot be fetched: its server answered with status 404'),
      url: `http://${server.authority}/none`,
    });
  });

  test('more than any real chain has are not all tried', async () => {
    await using server = await startHttpServer(points);
    const paths = Array.from({ length: 40 }, (_, index) => `/${index}`);
    expect(await listAt(server, [...paths, '/bad'])).toMatchObject({
      kind: 'unusable',
      detail: 'is not fetched: the certificates name more than 32',
      blame: 'target',
    });
    expect(server.requests).toHaveLength(32);
  });
});

describe('a chain', () => {
  test('is looked up certificate by certificate, each in the list of the next', async () => {
    await using server = await startHttpServer((request, socket) => {
      lists[request.target === '/root' ? 0 : 1]?.(request, socket);
    });
    const point = (path: string) => [distributionPoints(`http://${server.authority}/${path}`)];
    const inter = mintAuthority('Inter', { issuer: root, serialHex: '0a', extensions: point('root') });
    const leaf = mint({ subject: 'leaf', issuer: inter, serialHex: '0a', extensions: point('inter') });
    const lists = [
      listReply(mintRevocationList({ issuer: root, revoked: ['0a'] })),
      listReply(mintRevocationList({ issuer: inter, revoked: ['0b'] })),
    ];
    const { certificates, fetchMs } = await checked([leaf, inter, root]);
    expect(certificates).toMatchObject([
      { certificate: { subject: 'CN=leaf' }, isAnchor: false, list: { kind: 'usable', revoked: false } },
      { certificate: { subject: 'CN=Inter' }, isAnchor: false, list: { kind: 'usable', revoked: true } },
      { certificate: { subject: 'CN=Root' }, isAnchor: true, list: { kind: 'none' } },
    ]);
    expect(server.requests.map(({ target }) => target)).toEqual(['/inter', '/root']);
    expect(fetchMs).toBeGreaterThan(0);
  });

  test('may end with a certificate that is looked up in a list of its own', async () => {
    await using server = await startHttpServer((request, socket) => listReply(list())(request, socket));
    const own = mintAuthority('Own', {
      serialHex,
      extensions: [distributionPoints(`http://${server.authority}/`)],
    });
    const list = () => mintRevocationList({ issuer: own, revoked: [serialHex] });
    const { certificates } = await checked([own]);
    expect(certificates).toMatchObject([{ isAnchor: false, list: { kind: 'usable', revoked: true } }]);
  });

  test.each<[string, Minted[], boolean, boolean[]]>([
    ['with a trusted end', [leafOf(), root], true, [false, true]],
    [
      'with an end trusted without being self-signed',
      [leafOf(), mintAuthority('I', { issuer: root })],
      true,
      [false, true],
    ],
    ['that nobody verified, with a self-signed end', [leafOf(), root], false, [false, true]],
    [
      'that nobody verified, without its end',
      [leafOf(), mintAuthority('I', { issuer: root })],
      false,
      [false, false],
    ],
    ['of the peer alone', [mintAuthority('Alone')], true, [false]],
  ])('%s has an anchor or none', async (_, path, isVerified, anchors) => {
    const { certificates, fetchMs } = await checked(path, undefined, isVerified);
    expect(certificates.map(({ isAnchor }) => isAnchor)).toEqual(anchors);
    expect(fetchMs).toBe(0);
  });

  test('that is empty has nothing to look up', async () => {
    expect(await checked([])).toEqual({ certificates: [], fetchMs: 0 });
  });
});

describe('the deadline', () => {
  test.each<[string, string]>([
    ['says nothing', ''],
    ['stops in the middle', 'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n0'],
  ])('ends the wait for a server that %s, and nothing stays open', async (_, said) => {
    using usual = testContext();
    const deadline = new AbortController();
    const context = { ...usual, signal: deadline.signal };
    const server = await startHttpServer((_request, socket) => {
      socket.write(said, () => deadline.abort(new DeadlineReached(5000)));
    });
    const before = openResources();
    expect(await listAt(server, ['/a', '/b'], context)).toEqual({
      kind: 'unusable',
      url: `http://${server.authority}/b`,
      detail: 'cannot be judged in the time that is left',
      blame: 'network',
    });
    expect(server.requests.map(({ target }) => target)).toEqual(['/a']);
    expect(getEventListeners(context.signal, 'abort')).toEqual([]);
    await server[Symbol.asyncDispose]();
    expect(await leakedSince(before)).toEqual([]);
  });

  test('has passed before the first look', async () => {
    await using server = await startHttpServer(listReply(good));
    using context = testContext({ timeoutMs: 0 });
    expect(await listAt(server, ['/'], context)).toMatchObject({ kind: 'unusable', blame: 'local' });
    expect(server.connections()).toBe(0);
  });
});

test('the transcript tells what was fetched and what came of it', async () => {
  await using server = await startHttpServer(listReply(bad));
  using context = testContext();
  await listAt(server, ['/list'], context);
  const url = `http://${server.authority}/list`;
  const events = context.transcript.events().filter(({ kind }) => kind.startsWith('revocation.'));
  expect(events).toMatchObject([
    { kind: 'revocation.fetching', fields: { url } },
    { kind: 'revocation.read', fields: { revoked: true, stale: false } },
  ]);
  expect(events.map((event) => wordsOf(event).level)).toEqual(['debug', 'warn']);
});
