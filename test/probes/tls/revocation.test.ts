import { expect, test } from 'vitest';
import { DeadlineReached } from '../../../probes/abort.ts';
import { type TlsProbeOptions, tlsProbeOptions } from '../../../probes/tls/options.ts';
import { tlsProber } from '../../../probes/tls/prober.ts';
import { revocationProblem } from '../../../probes/tls/revocation.ts';
import type { CertificateRevocation, RevocationListEvidence } from '../../../probes/tls-evidence.ts';
import { type Minted, mintAuthority } from '../../helpers/certificates.ts';
import { testContext } from '../../helpers/context.ts';
import { reply, response } from '../../helpers/http-server.ts';
import { type ListResponder, listReply, startListAuthority } from '../../helpers/list-authority.ts';
import { distributionPoints } from '../../helpers/revocation-lists.ts';
import { startTlsServer } from '../../helpers/tls-server.ts';
import { yamlValue } from '../../helpers/yaml-value.ts';

const url = 'http://crl.example/a.crl';
const good: RevocationListEvidence = { kind: 'usable', url, revoked: false, stale: false };
const bad: RevocationListEvidence = { ...good, revoked: true };
const stale: RevocationListEvidence = { ...good, stale: true };
const none: RevocationListEvidence = { kind: 'none' };
const gone: RevocationListEvidence = { kind: 'unusable', url, detail: 'is malformed', blame: 'resolver' };

function certificate(list: RevocationListEvidence, isAnchor = false): CertificateRevocation {
  return {
    certificate: {
      subject: 'CN=A',
      issuer: 'CN=B',
      dnsNames: [],
      serialNumberHex: '0b',
      sha256Hex: 'aa',
      notBeforeSeconds: 0,
      notAfterSeconds: 1,
    },
    isAnchor,
    list,
  };
}

const unknown = 'whether the certificate is revoked cannot be told:';

test.each<[string, CertificateRevocation[], object | undefined]>([
  ['all are on no list', [certificate(good), certificate(good)], undefined],
  ['the anchor names no list', [certificate(good), certificate(none, true)], undefined],
  ['the list of the anchor is gone', [certificate(good), certificate(gone, true)], undefined],
  [
    'the certificate is revoked',
    [certificate(bad)],
    { detail: `the certificate is on the revocation list at "${url}"`, blame: 'target' },
  ],
  [
    'one above is revoked, and something else is unknown',
    [certificate(gone), certificate(bad)],
    { detail: `certificate 1, "CN=A", is on the revocation list at "${url}"`, blame: 'target' },
  ],
  [
    'the anchor is on a list of its own',
    [certificate(good), certificate(bad, true)],
    { detail: `certificate 1, "CN=A", is on the revocation list at "${url}"`, blame: 'target' },
  ],
  [
    'the certificate names no list',
    [certificate(none)],
    { detail: `${unknown} it names no revocation list`, blame: 'target' },
  ],
  [
    'the list is gone',
    [certificate(good), certificate(gone)],
    {
      detail: `whether certificate 1, "CN=A", is revoked cannot be told: the revocation list at "${url}" is malformed`,
      blame: 'resolver',
    },
  ],
  [
    'the list is stale',
    [certificate(stale)],
    { detail: `${unknown} the revocation list at "${url}" is out of date`, blame: 'network' },
  ],
])('a demand to be on no list when %s', (_, certificates, expected) => {
  expect(revocationProblem({ certificates, fetchMs: 0 })).toEqual(expected);
});

test('a demand to be on no list is not met when nobody has looked', () => {
  expect(revocationProblem(undefined)).toEqual({
    detail: 'no revocation list was looked at',
    blame: 'local',
  });
});

test.each([
  ['{}', false, false],
  ['{ check_revoked: true }', true, false],
  ['{ fail_if_revoked: true }', true, true],
  ['{ check_revoked: false, fail_if_revoked: true }', true, true],
])('the block %s', (block, checkRevoked, failIfRevoked) => {
  expect(tlsProbeOptions.parse(yamlValue(block))).toMatchObject({ checkRevoked, demands: { failIfRevoked } });
});

function optionsTrusting(root: Minted, keys: string): TlsProbeOptions {
  const trust = `tls_config: { server_name: a.example, ca: ${JSON.stringify(root.certPem)} }`;
  return tlsProbeOptions.parse(yamlValue(`{ ${keys}, ${trust} }`));
}

const past = new Date('2026-01-01T00:00:00Z');

test.each<[string, ListResponder, object]>([
  ['holds others', (mintList) => listReply(mintList({ revoked: ['0b'] })), { ok: true }],
  [
    'holds the certificate',
    (mintList) => listReply(mintList({ revoked: ['0e1e'] })),
    { ok: false, failure: { phase: 'assertion', reason: 'assert.revoked', blame: 'target' } },
  ],
  [
    'is stale',
    (mintList) => listReply(mintList({ nextUpdate: past, thisUpdate: past })),
    { ok: false, failure: { reason: 'assert.revoked', blame: 'network' } },
  ],
  [
    'is not there',
    () => reply(response(404, 'no')),
    { ok: false, failure: { reason: 'assert.revoked', blame: 'network' } },
  ],
])('a run that fails if revoked, where the list %s', async (_, respond, expected) => {
  await using authority = await startListAuthority(respond);
  await using server = await startTlsServer({ identity: authority.issue({ dnsNames: ['a.example'] }) });
  using context = testContext();
  const target = { text: `127.0.0.1:${server.port}` };
  const strict = optionsTrusting(authority.root, 'fail_if_revoked: true');
  const outcome = await tlsProber.probe(target, strict, context);
  expect(outcome).toMatchObject({ ...expected, tls: { verification: { kind: 'verified' } } });
  const lenient = optionsTrusting(authority.root, 'check_revoked: true');
  expect(await tlsProber.probe(target, lenient, context)).toMatchObject({ ok: true });
});

test('an authority in between that is revoked fails a run as well', async () => {
  await using authority = await startListAuthority((mintList) => listReply(mintList({ revoked: ['0a'] })));
  const extensions = [distributionPoints(authority.url)];
  const inter = mintAuthority('Inter', { issuer: authority.root, serialHex: '0a', extensions });
  await using server = await startTlsServer({
    identity: authority.issue({ issuer: inter, dnsNames: ['a.example'] }),
    chain: [inter],
  });
  using context = testContext();
  const options = optionsTrusting(authority.root, 'fail_if_revoked: true');
  const outcome = await tlsProber.probe({ text: `127.0.0.1:${server.port}` }, options, context);
  expect(outcome).toMatchObject({
    ok: false,
    failure: {
      reason: 'assert.revoked',
      detail: `certificate 1, "CN=Inter", is on the revocation list at "${authority.url}"`,
    },
  });
});

test('a run that fails if revoked does not pass when the list does not come in time', async () => {
  const deadline = new AbortController();
  await using authority = await startListAuthority(() => () => deadline.abort(new DeadlineReached(5000)));
  await using server = await startTlsServer({ identity: authority.issue({ dnsNames: ['a.example'] }) });
  using usual = testContext();
  const options = optionsTrusting(authority.root, 'fail_if_revoked: true');
  const outcome = await tlsProber.probe({ text: `127.0.0.1:${server.port}` }, options, {
    ...usual,
    signal: deadline.signal,
  });
  expect(outcome).toMatchObject({
    ok: false,
    failure: {
      phase: 'assertion',
      reason: 'assert.revoked',
      blame: 'network',
      detail: `${unknown} the revocation list at "${authority.url}" cannot be fetched (http.response.timed_out)`,
    },
    tls: { version: 'TLS 1.3', verification: { kind: 'verified' } },
  });
});
