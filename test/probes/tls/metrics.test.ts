import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import { tlsFacts } from '../../../probes/tls/facts.ts';
import { tlsFamilies } from '../../../probes/tls/metrics.ts';
import type { TlsObservations } from '../../../probes/tls/observations.ts';
import type { CertificateEvidence, TlsEvidence } from '../../../probes/tls-evidence.ts';

const leaf: CertificateEvidence = {
  subject: 'CN=a.example',
  issuer: 'CN=Inter',
  dnsNames: ['a.example'],
  serialNumberHex: '0bff',
  sha256Hex: 'aa'.repeat(32),
  notBeforeSeconds: 100,
  notAfterSeconds: 300,
  signatureAlgorithm: 'ecdsa-with-SHA256',
  publicKey: { type: 'ec', bits: 256, sha256Base64: 'k=' },
};
const { publicKey: _key, signatureAlgorithm: _algorithm, ...unread } = leaf;
const odd: CertificateEvidence = { ...unread, subject: 'CN=Inter', issuer: 'CN=Root' };

const full: TlsEvidence = {
  version: 'TLS 1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  alpn: 'h2',
  group: 'x25519',
  clientCertificateRequested: true,
  chain: [leaf, odd],
  verification: { kind: 'verified' },
  lastChainExpirySeconds: 200,
  nameMatches: true,
  ocspStaple: {
    status: 'revoked',
    signature: 'valid',
    producedAtSeconds: 1,
    thisUpdateSeconds: 2,
    nextUpdateSeconds: 3,
    revokedAtSeconds: 4,
  },
};

function outcomeWith(tls: TlsEvidence | undefined, observations: TlsObservations = {}) {
  const outcome: Outcome<TlsObservations> = {
    ok: true,
    phases: { resolve: 1, connect: 20, processing: 300, tls: 4000 },
    ...(tls === undefined ? {} : { tls }),
    observations,
  };
  return outcome;
}

function samples(tls: TlsEvidence | undefined) {
  return Object.fromEntries(tlsFamilies(outcomeWith(tls)).map(({ name, samples: list }) => [name, list]));
}

const durations = [
  { labels: { phase: 'resolve' }, value: 0.001 },
  { labels: { phase: 'connect' }, value: 0.02 },
  { labels: { phase: 'processing' }, value: 0.3 },
  { labels: { phase: 'tls' }, value: 4 },
];

describe('the families', () => {
  test('tell all that a handshake showed', () => {
    expect(samples(full)).toEqual({
      probe_tls_duration_seconds: durations,
      probe_ssl_earliest_cert_expiry: [{ value: 300 }],
      probe_ssl_last_chain_expiry_timestamp_seconds: [{ value: 200 }],
      probe_ssl_last_chain_info: [
        {
          labels: {
            fingerprint_sha256: 'aa'.repeat(32),
            subject: 'CN=a.example',
            issuer: 'CN=Inter',
            subjectalternative: 'a.example',
            serialnumber: '0bff',
          },
          value: 1,
        },
      ],
      probe_tls_version_info: [{ labels: { version: 'TLS 1.3' }, value: 1 }],
      probe_tls_cipher_info: [{ labels: { cipher: 'TLS_AES_128_GCM_SHA256' }, value: 1 }],
      probe_tls_certificate_info: [
        {
          labels: {
            position: '0',
            subject: 'CN=a.example',
            issuer: 'CN=Inter',
            serialnumber: '0bff',
            fingerprint_sha256: 'aa'.repeat(32),
            key_type: 'ec',
            key_bits: '256',
            signature_algorithm: 'ecdsa-with-SHA256',
          },
          value: 1,
        },
        {
          labels: {
            position: '1',
            subject: 'CN=Inter',
            issuer: 'CN=Root',
            serialnumber: '0bff',
            fingerprint_sha256: 'aa'.repeat(32),
            key_type: '',
            key_bits: '',
            signature_algorithm: '',
          },
          value: 1,
        },
      ],
      probe_tls_certificate_not_before_timestamp_seconds: [
        { labels: { position: '0' }, value: 100 },
        { labels: { position: '1' }, value: 100 },
      ],
      probe_tls_ocsp_stapled: [{ value: 1 }],
      probe_tls_ocsp_staple_info: [{ labels: { status: 'revoked', signature: 'valid' }, value: 1 }],
      probe_tls_ocsp_produced_at_timestamp_seconds: [{ value: 1 }],
      probe_tls_ocsp_this_update_timestamp_seconds: [{ value: 2 }],
      probe_tls_ocsp_next_update_timestamp_seconds: [{ value: 3 }],
      probe_tls_ocsp_revoked_at_timestamp_seconds: [{ value: 4 }],
      probe_tls_key_exchange_info: [{ labels: { group: 'x25519' }, value: 1 }],
      probe_tls_alpn_info: [{ labels: { protocol: 'h2' }, value: 1 }],
      probe_tls_client_certificate_requested: [{ value: 1 }],
      probe_tls_chain_complete: [{ labels: { missing_issuer: '' }, value: 1 }],
      probe_tls_name_matches: [{ value: 1 }],
    });
  });

  test('leave out what is not known, and tell what is missing', () => {
    const poor = samples({
      chain: [leaf],
      verification: { kind: 'refused', fault: 'authority_invalid' },
      nameMatches: false,
      clientCertificateRequested: false,
      missingIssuer: { position: 0, issuer: 'CN=Inter' },
    });
    expect(Object.keys(poor).sort()).toEqual([
      'probe_ssl_earliest_cert_expiry',
      'probe_ssl_last_chain_expiry_timestamp_seconds',
      'probe_ssl_last_chain_info',
      'probe_tls_certificate_info',
      'probe_tls_certificate_not_before_timestamp_seconds',
      'probe_tls_chain_complete',
      'probe_tls_client_certificate_requested',
      'probe_tls_duration_seconds',
      'probe_tls_name_matches',
      'probe_tls_ocsp_stapled',
      'probe_tls_version_info',
    ]);
    expect(poor).toMatchObject({
      probe_tls_chain_complete: [{ labels: { missing_issuer: 'CN=Inter' }, value: 0 }],
      probe_tls_client_certificate_requested: [{ value: 0 }],
      probe_tls_name_matches: [{ value: 0 }],
      probe_tls_ocsp_stapled: [{ value: 0 }],
    });
  });

  test.each([
    ['no handshake', undefined],
    ['no certificate', { version: 'TLS 1.3', chain: [] }],
  ])('are only the durations when there was %s', (_, tls) => {
    expect(samples(tls)).toEqual({ probe_tls_duration_seconds: durations });
  });
});

describe('the facts', () => {
  test('tell what a handshake showed beyond its certificates', () => {
    expect(tlsFacts(outcomeWith(full, { startTls: 'smtp' }))).toEqual([
      { name: 'starttls', value: 'smtp' },
      { name: 'key exchange', value: 'x25519' },
      { name: 'client certificate', value: 'asked for' },
      { name: 'key', value: 'ec of 256 bits, sha256/k=' },
      { name: 'fingerprint', value: 'aa'.repeat(32) },
      { name: 'chain', value: 'complete' },
      { name: 'ocsp staple', value: 'revoked, signature valid, until 1970-01-01T00:00:03.000Z' },
    ]);
  });

  test('tell what is missing', () => {
    const tls: TlsEvidence = {
      chain: [odd],
      missingIssuer: { position: 0, issuer: 'CN=Root' },
      ocspStaple: { status: 'unusable', signature: 'unchecked', detail: 'it is no OCSP response' },
    };
    expect(tlsFacts(outcomeWith(tls))).toEqual([
      { name: 'fingerprint', value: 'aa'.repeat(32) },
      { name: 'chain', value: 'certificate 0 lacks its issuer CN=Root' },
      { name: 'ocsp staple', value: 'unusable, signature unchecked (it is no OCSP response)' },
    ]);
  });

  test('are none without a connection', () => {
    expect(tlsFacts(outcomeWith(undefined))).toEqual([]);
  });
});
