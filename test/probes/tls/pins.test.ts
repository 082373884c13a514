import { describe, expect, test } from 'vitest';
import { matchesPin, parsePin } from '../../../probes/tls/pins.ts';
import type { CertificateEvidence } from '../../../probes/tls-evidence.ts';

const hex = '0123456789abcdef'.repeat(4);
const colons = hex.replaceAll(/(?<=^(?:..)+)(?=..)/g, ':');
const base64 = `${'Ab+/'.repeat(10)}xyz=`;

test.each([
  ['a fingerprint', hex, { kind: 'certificate', sha256Hex: hex }],
  ['a fingerprint as OpenSSL prints it', colons.toUpperCase(), { kind: 'certificate', sha256Hex: hex }],
  ['a key', `sha256/${base64}`, { kind: 'public key', sha256Base64: base64 }],
  ['a key as curl takes it', `sha256//${base64}`, { kind: 'public key', sha256Base64: base64 }],
  [
    'a key that begins with a slash',
    `sha256//${'a'.repeat(42)}=`,
    { kind: 'public key', sha256Base64: `/${'a'.repeat(42)}=` },
  ],
])('a pin is %s', (_, text, pin) => {
  expect(parsePin(text)).toEqual(pin);
});

test.each([
  ['nothing', ''],
  ['a fingerprint of SHA-1', hex.slice(0, 40)],
  ['too long a fingerprint', `${hex}00`],
  ['digits that are none', `g${hex.slice(1)}`],
  ['a key without its kind', base64],
  ['a key of another kind', `sha1/${base64}`],
  ['too short a key', `sha256/${base64.slice(1)}`],
  ['a key without padding', `sha256/${base64.slice(0, -1)}`],
])('a pin is not %s', (_, text) => {
  expect(parsePin(text)).toBeUndefined();
});

const certificate: CertificateEvidence = {
  subject: '',
  issuer: '',
  dnsNames: [],
  serialNumberHex: '',
  sha256Hex: hex,
  notBeforeSeconds: 0,
  notAfterSeconds: 0,
  publicKey: { type: 'ec', sha256Base64: base64 },
};

describe('a pin matches', () => {
  test.each([
    ['its certificate', hex, true],
    ['no other certificate', hex.replace('0', '1'), false],
    ['its key', `sha256/${base64}`, true],
    ['no other key', `sha256/B${base64.slice(1)}`, false],
  ])('%s', (_, text, expected) => {
    const pin = parsePin(text);
    expect(pin !== undefined && matchesPin(certificate, pin)).toBe(expected);
  });

  test('no certificate whose key nobody can read', () => {
    const { publicKey: _, ...unread } = certificate;
    expect(matchesPin(unread, { kind: 'public key', sha256Base64: base64 })).toBe(false);
  });
});
