import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import type { HttpObservations } from '../../../probes/http/observations.ts';
import { httpProber } from '../../../probes/http/prober.ts';
import { type Minted, mint, mintAuthority } from '../../helpers/certificates.ts';
import { fixedResolver, testContext } from '../../helpers/context.ts';
import { httpOptionsOf } from '../../helpers/http-options.ts';
import { startHttpProxy } from '../../helpers/http-proxy.ts';
import { reply, response, startHttpServer } from '../../helpers/http-server.ts';
import { listReply, startListAuthority } from '../../helpers/list-authority.ts';
import { distributionPoints, mintRevocationList } from '../../helpers/revocation-lists.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { startTlsServer, type TlsTestServer } from '../../helpers/tls-server.ts';

const directory = temporaryDirectory();
afterAll(() => directory[Symbol.dispose]());

/** What the system trusts: it stands behind the servers of lists over https. */
const publicRoot = mintAuthority('Public Root');
const bundleFile = join(directory.path, 'trusted.pem');
writeFileSync(bundleFile, publicRoot.certPem);
vi.stubEnv('SSL_CERT_FILE', bundleFile);

const names = { 'a.example': ['127.0.0.1'], 'lists.example': ['127.0.0.1'] };

async function probe(target: string, root: Minted, keys = ''): Promise<Outcome<HttpObservations>> {
  using context = testContext({ resolver: fixedResolver(names) });
  const trust = `tls_config: { ca: ${JSON.stringify(root.certPem)} }`;
  return await httpProber.probe(
    { text: target },
    httpOptionsOf(`{ check_revoked: true, ${trust}, ${keys} }`),
    context,
  );
}

async function site(identity: Minted, answer = response(200, 'hello')): Promise<TlsTestServer> {
  return await startTlsServer({
    identity,
    onConnection: (socket) => socket.once('data', () => socket.end(Buffer.from(answer, 'latin1'))),
  });
}

const listOf = (outcome: Outcome<HttpObservations>) => outcome.tls?.revocation?.certificates[0]?.list;

describe('the final response', () => {
  test('counts: its certificate is looked up, those before it are not', async () => {
    await using authority = await startListAuthority((mintList) => listReply(mintList({ revoked: ['0b'] })));
    const issue = (serialHex: string) => authority.issue({ dnsNames: ['a.example'], serialHex });
    await using last = await site(issue('0b'));
    const location = `Location: https://a.example:${last.port}/`;
    await using first = await site(issue('0a'), response(302, '', [location]));
    const outcome = await probe(`https://a.example:${first.port}/`, authority.root);
    expect(outcome).toMatchObject({ ok: true, observations: { redirects: 1 } });
    expect(listOf(outcome)).toMatchObject({ kind: 'usable', revoked: true });
    expect(authority.server.requests).toHaveLength(1);
  });

  test('over plain HTTP has nothing to look up', async () => {
    await using authority = await startListAuthority();
    await using last = await startHttpServer(reply(response(200, 'hello')));
    const location = `Location: http://${last.authority}/`;
    await using first = await site(
      authority.issue({ dnsNames: ['a.example'] }),
      response(302, '', [location]),
    );
    const outcome = await probe(`https://a.example:${first.port}/`, authority.root);
    expect(outcome.ok).toBe(true);
    expect(outcome.tls).toBeUndefined();
    expect(authority.server.connections()).toBe(0);
  });

  test('is looked at too when it is not what the module wants', async () => {
    await using authority = await startListAuthority();
    await using server = await site(authority.issue({ dnsNames: ['a.example'] }), response(500, 'no'));
    const outcome = await probe(`https://a.example:${server.port}/`, authority.root);
    expect(outcome).toMatchObject({ ok: false, failure: { reason: 'assert.status' } });
    expect(listOf(outcome)).toMatchObject({ kind: 'usable', revoked: false });
  });
});

describe('the way to a list', () => {
  test('leads through the proxy of the module', async () => {
    await using authority = await startListAuthority();
    const points = [distributionPoints('http://nowhere.example/root.crl')];
    await using server = await site(authority.issue({ dnsNames: ['a.example'], extensions: points }));
    const list = listReply(mintRevocationList({ issuer: authority.root, revoked: ['0e1e'] }));
    await using lists = await startHttpServer(list);
    await using proxy = await startHttpProxy({ upstreamPort: lists.port, authorization: 'Basic dTpw' });
    const outcome = await probe(
      `https://a.example:${server.port}/`,
      authority.root,
      `proxy_url: "http://u:p@${proxy.authority}", no_proxy: a.example`,
    );
    expect(outcome.ok).toBe(true);
    expect(listOf(outcome)).toMatchObject({ kind: 'usable', revoked: true });
    expect(proxy.requests).toMatchObject([{ method: 'GET', target: 'http://nowhere.example/root.crl' }]);
  });

  test.each([
    ['directly', false],
    ['through a tunnel of the proxy', true],
  ])('may be https, %s, trusting what the system trusts', async (_, isProxied) => {
    const list = mint({ issuer: publicRoot, dnsNames: ['lists.example'] });
    const root = mintAuthority('Private Root');
    await using lists = await site(
      list,
      response(200, mintRevocationList({ issuer: root, revoked: ['0e1e'] }).toString('latin1')),
    );
    const url = `https://lists.example:${lists.port}/`;
    await using server = await site(
      mint({
        issuer: root,
        dnsNames: ['a.example'],
        serialHex: '0e1e',
        extensions: [distributionPoints(url)],
      }),
    );
    await using proxy = await startHttpProxy({ upstreamPort: lists.port });
    const keys = isProxied ? `proxy_url: "http://${proxy.authority}", no_proxy: a.example` : '';
    const outcome = await probe(`https://a.example:${server.port}/`, root, keys);
    expect(listOf(outcome)).toMatchObject({ kind: 'usable', url, revoked: true });
    expect(proxy.requests.map(({ target }) => target)).toEqual(
      isProxied ? [`lists.example:${lists.port}`] : [],
    );
  });

  test('is closed where the proxy is', async () => {
    await using authority = await startListAuthority();
    const points = [distributionPoints(`http://lists.example:${authority.server.port}/`)];
    await using server = await site(authority.issue({ dnsNames: ['a.example'], extensions: points }));
    await using proxy = await startHttpServer((_, socket) => socket.end(response(403, 'no')));
    const keys = `proxy_url: "http://${proxy.authority}", no_proxy: a.example`;
    const outcome = await probe(`https://a.example:${server.port}/`, authority.root, keys);
    expect(outcome.ok).toBe(true);
    expect(listOf(outcome)).toMatchObject({
      kind: 'unusable',
      detail: 'cannot be fetched: its server answered with status 403',
    });
    expect(authority.server.connections()).toBe(0);
  });
});
