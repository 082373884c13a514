import { expect, test } from 'vitest';
import { revocationFacts } from '../../../../probes/shared/crl/facts.ts';
import { revocationFamilies } from '../../../../probes/shared/crl/families.ts';
import type { CertificateRevocation, TlsEvidence } from '../../../../probes/tls-evidence.ts';

const certificate: CertificateRevocation['certificate'] = {
  subject: 'CN=a.example',
  issuer: 'CN=Root',
  dnsNames: ['b.example', 'a.example'],
  serialNumberHex: '0bff',
  sha256Hex: 'ab'.repeat(32),
  notBeforeSeconds: 0,
  notAfterSeconds: 1,
};

const tls: TlsEvidence = {
  chain: [certificate],
  revocation: {
    certificates: [
      {
        certificate,
        isAnchor: false,
        list: { kind: 'usable', url: 'http://a', revoked: true, stale: true, nextUpdateSeconds: 7 },
      },
      {
        certificate: { ...certificate, dnsNames: [] },
        isAnchor: false,
        list: { kind: 'unusable', url: 'ldap://b', detail: 'is malformed', blame: 'network' },
      },
      { certificate, isAnchor: true, list: { kind: 'none' } },
    ],
    fetchMs: 1250,
  },
};

const labels = (position: number, subjectalternative: string, url: string) => ({
  fingerprint_sha256: 'ab'.repeat(32),
  subject: 'CN=a.example',
  issuer: 'CN=Root',
  subjectalternative,
  serialnumber: '0bff',
  chain_pos: String(position),
  crl_url: url,
});

const three = (...values: readonly number[]) => {
  const of = [
    labels(0, 'b.example,a.example', 'http://a'),
    labels(1, '', 'ldap://b'),
    labels(2, 'b.example,a.example', ''),
  ];
  return values.map((value, index) => ({ labels: of[index], value }));
};

test('what the lists say is told certificate by certificate', () => {
  const families = revocationFamilies(tls);
  expect(families.map(({ type }) => type)).toEqual(families.map(() => 'gauge'));
  expect(Object.fromEntries(families.map(({ name, samples }) => [name, samples]))).toEqual({
    probe_ssl_crl_revoked: three(1, 0, 0),
    probe_ssl_crl_available: three(1, 0, 0),
    probe_ssl_crl_stale: three(1, 0, 0),
    probe_ssl_crl_next_update_timestamp_seconds: three(7),
    probe_ssl_crl_fetch_time_seconds: [{ value: 1.25 }],
  });
});

test('a person is told in words', () => {
  const { certificates = [] } = tls.revocation ?? {};
  const list = { kind: 'usable', url: 'http://a', revoked: false, stale: false } as const;
  const good = { certificate, isAnchor: false, list };
  const evidence = { ...tls, revocation: { certificates: [good, ...certificates], fetchMs: 0 } };
  expect(revocationFacts(evidence)).toEqual([
    {
      name: 'revocation lists',
      value: [
        'certificate 0 good',
        'certificate 1 revoked (the list is stale)',
        'certificate 2 unknown (the list is malformed)',
        'certificate 3 names none',
      ].join(', '),
    },
  ]);
  expect(revocationFacts({ chain: [certificate] })).toEqual([]);
});

test.each<[string, TlsEvidence]>([
  ['was not wanted', { chain: [certificate] }],
  ['found no certificate', { chain: [], revocation: { certificates: [], fetchMs: 0 } }],
])('nothing is told of a look that %s', (_, evidence) => {
  expect(revocationFamilies(evidence)).toEqual([]);
});

test('a family without a sample is left out', () => {
  const { certificates = [] } = tls.revocation ?? {};
  const names = revocationFamilies({
    ...tls,
    revocation: { certificates: certificates.slice(1), fetchMs: 0 },
  });
  expect(names.map(({ name }) => name)).not.toContain('probe_ssl_crl_next_update_timestamp_seconds');
});
