import { describe, expect, test } from 'vitest';
import type { FailureReason } from '../../../probes/failure.ts';
import { unmetDemand } from '../../../probes/tls/demands.ts';
import type { TlsDemands } from '../../../probes/tls/options.ts';
import type { OcspStapleEvidence, TlsEvidence } from '../../../probes/tls-evidence.ts';
import { regexp } from '../../helpers/regexp.ts';
import { demandsWith } from '../../helpers/tls-options.ts';

const atMs = Date.parse('2030-01-02T00:00:00Z');
const atSeconds = atMs / 1000;
const day = 86_400;

const staple: OcspStapleEvidence = {
  status: 'good',
  signature: 'valid',
  thisUpdateSeconds: atSeconds,
  nextUpdateSeconds: atSeconds,
};

const peer: TlsEvidence = {
  version: 'TLS 1.2',
  chain: [
    {
      subject: 'CN=a.example',
      issuer: 'CN=R10,O=Good CA',
      dnsNames: [],
      serialNumberHex: '01',
      sha256Hex: 'aa'.repeat(32),
      notBeforeSeconds: 0,
      notAfterSeconds: atSeconds + 20 * day,
      publicKey: { type: 'ec', bits: 256, sha256Base64: 'k=' },
    },
  ],
  lastChainExpirySeconds: atSeconds + 10 * day,
  ocspStaple: staple,
};

function unmet(demands: Partial<TlsDemands>, tls: Partial<TlsEvidence> = {}) {
  return unmetDemand(demandsWith(demands), { ...peer, ...tls }, { atMs });
}

const dayMs = day * 1000;
const { lastChainExpirySeconds: _, ...unverified } = peer;

describe('a demand that is met', () => {
  test.each<[string, Partial<TlsDemands>, TlsEvidence]>([
    ['none', {}, peer],
    ['validity to the second', { minValidityMs: 10 * dayMs }, peer],
    ['validity of the certificate where nothing verifies', { minValidityMs: 20 * dayMs }, unverified],
    ['the version itself', { minVersion: 'TLS12' }, peer],
    ['a lower version', { minVersion: 'TLS10' }, peer],
    ['one of two issuers', { allowedIssuers: [regexp('^CN=X'), regexp('O=Good CA$')] }, peer],
    [
      'one of two pins',
      {
        pins: [
          { kind: 'certificate', sha256Hex: '' },
          { kind: 'public key', sha256Base64: 'k=' },
        ],
      },
      peer,
    ],
    ['a staple', { requireOcspStaple: true }, peer],
    ['anything, without a certificate to judge', { minVersion: 'TLS13' }, { ...peer, chain: [] }],
  ])('is %s', (_, demands, tls) => {
    expect(unmetDemand(demandsWith(demands), tls, { atMs })).toBeUndefined();
  });
});

describe('a demand that is not met', () => {
  const noPin: TlsDemands['pins'] = [{ kind: 'certificate', sha256Hex: '' }];

  test.each<[string, Partial<TlsDemands>, Partial<TlsEvidence>, FailureReason, string]>([
    [
      'validity',
      { minValidityMs: 10 * dayMs + 1 },
      {},
      'assert.cert_validity',
      'the certificate or its chain is valid for another 240h0m0s only, where 240h0m0.001s are demanded',
    ],
    [
      'validity of what has expired',
      { minValidityMs: 0 },
      { lastChainExpirySeconds: atSeconds - 1 },
      'assert.cert_validity',
      'the certificate or its chain has expired, where 0s are demanded',
    ],
    [
      'a version',
      { minVersion: 'TLS13' },
      {},
      'assert.tls_version',
      'TLS 1.2 was agreed on, less than TLS 1.3',
    ],
    [
      'an issuer',
      { allowedIssuers: [regexp('^Good')] },
      {},
      'assert.issuer',
      'the certificate was issued by "CN=R10,O=Good CA", which no allowed_issuers matches',
    ],
    [
      'a pin',
      { pins: noPin },
      {},
      'assert.pin',
      `the certificate ${'aa'.repeat(32)} with the key sha256/k= is not pinned`,
    ],
    [
      'the issuer before the pin',
      { allowedIssuers: [regexp('^$')], pins: noPin },
      {},
      'assert.issuer',
      'the certificate was issued by "CN=R10,O=Good CA", which no allowed_issuers matches',
    ],
  ])('is told: %s', (_, demands, tls, reason, detail) => {
    expect(unmet(demands, tls)).toEqual({ phase: 'assertion', reason, blame: 'target', detail });
  });

  test.each<[string, Partial<OcspStapleEvidence>, string]>([
    ['unusable', { status: 'unusable', detail: 'why' }, 'the stapled OCSP response cannot be used: why'],
    [
      'forged',
      { signature: 'invalid', detail: 'why' },
      'the signature of the stapled OCSP response is invalid: why',
    ],
    [
      'not to be checked',
      { signature: 'unchecked', detail: 'why' },
      'the signature of the stapled OCSP response is unchecked: why',
    ],
    [
      'of a stranger',
      { status: 'unknown' },
      'the stapled OCSP response says that the certificate is unknown',
    ],
    [
      'of the future',
      { thisUpdateSeconds: atSeconds + 1 },
      'the stapled OCSP response is from 2030-01-02T00:00:01Z',
    ],
    [
      'too old',
      { nextUpdateSeconds: atSeconds - 1 },
      'the stapled OCSP response was to be renewed by 2030-01-01T23:59:59Z',
    ],
  ])('is told: a staple that is %s', (_, change, detail) => {
    expect(unmet({ requireOcspStaple: true }, { ocspStaple: { ...staple, ...change } })).toEqual({
      phase: 'assertion',
      reason: 'assert.ocsp_staple',
      blame: 'target',
      detail,
    });
  });
});
