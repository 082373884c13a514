import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Outcome, ProbeContext } from '../../../probes/contract.ts';
import { Secret } from '../../../probes/secret.ts';
import type { TlsObservations } from '../../../probes/tls/observations.ts';
import type { TlsProbeOptions } from '../../../probes/tls/options.ts';
import { tlsProber } from '../../../probes/tls/prober.ts';
import type { TlsEvidence } from '../../../probes/tls-evidence.ts';
import { type Minted, mint, mintAuthority } from '../../helpers/certificates.ts';
import { testContext } from '../../helpers/context.ts';
import { closedPort } from '../../helpers/tcp-server.ts';
import { demandsWith, tlsProbeOptionsWith } from '../../helpers/tls-options.ts';
import { startTlsServer } from '../../helpers/tls-server.ts';

const root = mintAuthority('Root');
const inter = mintAuthority('Inter', { issuer: root });
const identity = mint({ subject: 'leaf', issuer: inter, dnsNames: ['a.example'], serialHex: '0bff' });
const client = mint({ subject: 'client', issuer: root, extendedKeyUsage: ['clientAuth'] });

const trusting: TlsProbeOptions['tlsOptions'] = {
  ca: { kind: 'inline', text: root.certPem },
  serverName: '',
  insecureSkipVerify: false,
};

interface Ask {
  readonly options?: Partial<TlsProbeOptions>;
  readonly tlsOptions?: Partial<TlsProbeOptions['tlsOptions']>;
  readonly hostname?: string;
}

async function probe(
  port: number,
  { options, tlsOptions, hostname = 'a.example' }: Ask = {},
  context?: ProbeContext,
): Promise<Outcome<TlsObservations>> {
  using usual = testContext();
  return await tlsProber.probe(
    { text: `localhost:${port}`, hostname },
    tlsProbeOptionsWith({ tlsOptions: { ...trusting, ...tlsOptions }, ...options }),
    context ?? usual,
  );
}

const as = ({ certPem, keyPem }: Minted) =>
  ({
    cert: { kind: 'inline', text: certPem },
    key: { kind: 'inline', text: new Secret(keyPem) },
  }) as const;

describe('a TLS server', () => {
  test('shows version, suite, group, protocol, and every certificate', async () => {
    await using server = await startTlsServer({ identity, chain: [inter], alpn: ['imap'] });
    const outcome = await probe(server.port, { options: { alpn: ['imap', 'h2'] } });
    expect(outcome).toMatchObject({ ok: true, observations: {} });
    const { chain, ...agreed } = outcome.tls ?? { chain: [] };
    expect(agreed).toEqual({
      version: 'TLS 1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      alpn: 'imap',
      group: 'x25519',
      clientCertificateRequested: false,
      nameMatches: true,
      verification: { kind: 'verified' },
      lastChainExpirySeconds: Date.parse(identity.x509.validTo) / 1000,
    });
    expect(chain).toMatchObject([
      {
        subject: 'CN=leaf',
        issuer: 'CN=Inter',
        serialNumberHex: '0bff',
        sha256Hex: createHash('sha256').update(identity.der).digest('hex'),
        signatureAlgorithm: 'ecdsa-with-SHA256',
        publicKey: { type: 'ec', bits: 256 },
      },
      { subject: 'CN=Inter', issuer: 'CN=Root' },
    ]);
    expect(Object.keys(outcome.phases)).toEqual(['resolve', 'connect', 'tls']);
  });

  test('of TLS 1.2 with P-256 does as well', async () => {
    await using server = await startTlsServer({ identity, chain: [inter], maxVersion: 'TLSv1.2' });
    expect((await probe(server.port)).tls).toMatchObject({
      version: 'TLS 1.2',
      group: 'x25519',
      clientCertificateRequested: false,
    });
  });

  test.each<[string, Ask, string[]]>([
    ['the name of the module', { tlsOptions: { serverName: 'c.example' } }, ['c.example']],
    ['the host name of the request', { hostname: 'b.example' }, ['b.example']],
    ['the host of the target', { hostname: '' }, ['localhost']],
  ])('is asked for %s', async (_, ask, names) => {
    await using server = await startTlsServer({ identity, chain: [inter] });
    const outcome = await probe(server.port, ask);
    expect(outcome).toMatchObject({ ok: false, failure: { reason: 'tls.cert.name_invalid' } });
    expect(outcome.tls?.nameMatches).toBe(false);
    expect(server.serverNames).toEqual(names);
  });

  test('that nobody runs is refused', async () => {
    expect(await probe(await closedPort())).toMatchObject({
      ok: false,
      failure: { phase: 'connect', reason: 'tcp.refused' },
    });
  });
});

const past = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2021-01-01T00:00:00Z') };

describe('a certificate that is refused is still told', () => {
  test.each<[string, Minted, Minted[], string, Partial<TlsEvidence>]>([
    [
      'when it has expired',
      mint({ issuer: root, dnsNames: ['a.example'], ...past }),
      [],
      'tls.cert.date_invalid',
      { nameMatches: true, verification: { kind: 'refused', fault: 'date_invalid' } },
    ],
    [
      'when it is for another name',
      mint({ issuer: root, dnsNames: ['b.example'] }),
      [],
      'tls.cert.name_invalid',
      { nameMatches: false, verification: { kind: 'refused', fault: 'name_invalid' } },
    ],
    [
      'when it is self-signed',
      mint({ dnsNames: ['a.example'] }),
      [],
      'tls.cert.authority_invalid',
      { nameMatches: true, verification: { kind: 'refused', fault: 'authority_invalid' } },
    ],
    [
      'when its intermediate is missing',
      identity,
      [],
      'tls.cert.authority_invalid',
      { nameMatches: true, missingIssuer: { position: 0, issuer: 'CN=Inter' } },
    ],
    [
      'when nobody trusts its root',
      mint({
        issuer: mintAuthority('Lower', { issuer: mintAuthority('Strange') }),
        dnsNames: ['a.example'],
      }),
      [],
      'tls.cert.authority_invalid',
      { missingIssuer: { position: 0, issuer: 'CN=Lower' } },
    ],
  ])('%s', async (_, certificate, chain, reason, evidence) => {
    await using server = await startTlsServer({ identity: certificate, chain });
    const outcome = await probe(server.port);
    expect(outcome).toMatchObject({ ok: false, failure: { phase: 'tls', reason }, tls: evidence });
    const names = tlsProber.metrics(outcome, tlsProbeOptionsWith()).map(({ name }) => name);
    expect(names).toContain('probe_ssl_earliest_cert_expiry');
    expect(names).toContain('probe_tls_certificate_info');
  });

  test('and with insecure_skip_verify accepted', async () => {
    await using server = await startTlsServer({ identity });
    const outcome = await probe(server.port, { tlsOptions: { insecureSkipVerify: true } });
    expect(outcome).toMatchObject({
      ok: true,
      tls: {
        verification: { kind: 'skipped', wouldFailWith: 'authority_invalid' },
        missingIssuer: { position: 0, issuer: 'CN=Inter' },
      },
    });
  });
});

describe('a server that wants a client certificate', () => {
  const demanding = { identity, chain: [inter], clientCa: root };

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'and speaks %s refuses us, and its own is told',
    async (version) => {
      await using server = await startTlsServer({ ...demanding, minVersion: version, maxVersion: version });
      expect(await probe(server.port)).toMatchObject({
        ok: false,
        failure: { phase: 'tls', reason: 'tls.bad_client_auth_cert', blame: 'local' },
        tls: {
          clientCertificateRequested: true,
          chain: [{ subject: 'CN=leaf' }, { subject: 'CN=Inter' }],
          verification: { kind: 'verified' },
        },
      });
    },
  );

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('and speaks %s accepts ours', async (version) => {
    await using server = await startTlsServer({ ...demanding, minVersion: version, maxVersion: version });
    expect(await probe(server.port, { tlsOptions: as(client) })).toMatchObject({
      ok: true,
      tls: { clientCertificateRequested: true },
    });
  });
});

describe('a demand', () => {
  test.each<[string, Partial<TlsProbeOptions['demands']>, string]>([
    ['of longer validity', { minValidityMs: 400 * 86_400_000 }, 'assert.cert_validity'],
    ['of another pin', { pins: [{ kind: 'certificate', sha256Hex: '00'.repeat(32) }] }, 'assert.pin'],
    ['of a newer version', { minVersion: 'TLS13' }, 'assert.tls_version'],
    ['of an OCSP staple', { requireOcspStaple: true }, 'assert.ocsp_staple'],
  ])('%s fails the probe, and the evidence stays', async (_, demands, reason) => {
    await using server = await startTlsServer({ identity, chain: [inter], maxVersion: 'TLSv1.2' });
    const outcome = await probe(server.port, { options: { demands: demandsWith(demands) } });
    expect(outcome).toMatchObject({
      ok: false,
      failure: { phase: 'assertion', reason, blame: 'target' },
      tls: { version: 'TLS 1.2', verification: { kind: 'verified' } },
    });
  });

  test('that is met lets it succeed', async () => {
    await using server = await startTlsServer({ identity, chain: [inter] });
    const demands = demandsWith({ minValidityMs: 30 * 86_400_000, minVersion: 'TLS13' });
    expect(await probe(server.port, { options: { demands } })).toMatchObject({ ok: true });
  });
});
