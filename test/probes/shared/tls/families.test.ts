import { describe, expect, test } from 'vitest';
import { certificateFamilies, cipherFamily, sslFamilies } from '../../../../probes/shared/tls/families.ts';
import type { CertificateEvidence, TlsEvidence } from '../../../../probes/tls-evidence.ts';

function certificate(notAfterSeconds: number): CertificateEvidence {
  return {
    subject: 'CN=shop.example',
    issuer: 'CN=Root',
    dnsNames: ['b.example', 'a.example'],
    serialNumberHex: '0bff',
    sha256Hex: 'ab'.repeat(32),
    notBeforeSeconds: 0,
    notAfterSeconds,
  };
}

const noDate = -62_135_596_800;
const evidence: TlsEvidence = {
  version: 'TLS 1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  chain: [certificate(300), certificate(100), certificate(200)],
  verification: { kind: 'verified' },
  lastChainExpirySeconds: 150,
};

function samples(families: ReturnType<typeof sslFamilies>) {
  return Object.fromEntries(families.map(({ name, samples: list }) => [name, list]));
}

describe('the families of blackbox_exporter', () => {
  test('tell expiry, certificate and version', () => {
    expect(samples(sslFamilies(evidence))).toEqual({
      probe_ssl_earliest_cert_expiry: [{ value: 100 }],
      probe_ssl_last_chain_expiry_timestamp_seconds: [{ value: 150 }],
      probe_ssl_last_chain_info: [
        {
          labels: {
            fingerprint_sha256: 'ab'.repeat(32),
            subject: 'CN=shop.example',
            issuer: 'CN=Root',
            subjectalternative: 'b.example,a.example',
            serialnumber: '0bff',
          },
          value: 1,
        },
      ],
      probe_tls_version_info: [{ labels: { version: 'TLS 1.3' }, value: 1 }],
    });
    expect(samples(cipherFamily(evidence))).toEqual({
      probe_tls_cipher_info: [{ labels: { cipher: 'TLS_AES_128_GCM_SHA256' }, value: 1 }],
    });
  });

  test.each<[string, TlsEvidence, Record<string, number>]>([
    [
      'without a verified chain the zero time',
      { chain: [certificate(5)], verification: { kind: 'skipped' } },
      { probe_ssl_earliest_cert_expiry: 5, probe_ssl_last_chain_expiry_timestamp_seconds: noDate },
    ],
    [
      'dates of the year 1 as no dates',
      { chain: [certificate(noDate), certificate(7)] },
      { probe_ssl_earliest_cert_expiry: 7, probe_ssl_last_chain_expiry_timestamp_seconds: noDate },
    ],
    [
      'dates before 1970',
      { chain: [certificate(-5), certificate(7)], lastChainExpirySeconds: -5 },
      { probe_ssl_earliest_cert_expiry: -5, probe_ssl_last_chain_expiry_timestamp_seconds: -5 },
    ],
    [
      'no certificate as no date',
      { chain: [] },
      { probe_ssl_earliest_cert_expiry: noDate, probe_ssl_last_chain_expiry_timestamp_seconds: noDate },
    ],
  ])('tell %s', (_, given, expected) => {
    const found = samples(sslFamilies(given));
    for (const [name, value] of Object.entries(expected)) expect(found[name]).toEqual([{ value }]);
  });

  test('tell an unknown version, and no cipher suite where none is known', () => {
    expect(samples(sslFamilies({ chain: [] }))['probe_tls_version_info']).toEqual([
      { labels: { version: 'unknown' }, value: 1 },
    ]);
    expect(cipherFamily({ chain: [] })).toEqual([]);
  });
});

describe('our own families', () => {
  test('tell the expiry of each certificate by position', () => {
    expect(
      samples(certificateFamilies(evidence))['probe_tls_certificate_not_after_timestamp_seconds'],
    ).toEqual([
      { labels: { position: '0' }, value: 300 },
      { labels: { position: '1' }, value: 100 },
      { labels: { position: '2' }, value: 200 },
    ]);
  });

  test.each<[string, TlsEvidence['verification'], string, number]>([
    ['a verified chain', { kind: 'verified' }, '', 1],
    ['a refused one', { kind: 'refused', fault: 'date_invalid' }, 'date_invalid', 0],
    ['one that nobody demands, but verifies', { kind: 'skipped' }, '', 1],
    [
      'one that nobody demands and does not verify',
      { kind: 'skipped', wouldFailWith: 'authority_invalid' },
      'authority_invalid',
      0,
    ],
  ])('tell whether it verifies: %s', (...[, verification, reason, value]) => {
    const given: TlsEvidence = { chain: [certificate(1)], ...(verification && { verification }) };
    expect(samples(certificateFamilies(given))['probe_tls_verified']).toEqual([
      { labels: { reason }, value },
    ]);
  });

  test('are absent when no certificate was received', () => {
    expect(certificateFamilies({ chain: [] })).toEqual([]);
  });
});
