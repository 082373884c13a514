import { createHash, createPublicKey } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Certificate, parseCertificate } from '../../../../probes/shared/tls/certificate.ts';
import { certificateEvidence } from '../../../../probes/shared/tls/certificate-evidence.ts';
import {
  extension,
  type Minted,
  type MintOptions,
  mint,
  mintAuthority,
} from '../../../helpers/certificates.ts';
import { der, octetString, oid, sequence, utf8String } from '../../../helpers/der-writer.ts';

function parsed(bytes: Buffer): Certificate {
  const certificate = parseCertificate(bytes);
  if (certificate === undefined) throw new Error('the certificate was not parsed');
  return certificate;
}

describe('a certificate', () => {
  test('is taken apart into what its issuer wrote', () => {
    const authority = mintAuthority('Root', { pathLength: 3 });
    const { der: bytes } = mint({
      issuer: authority,
      dnsNames: ['b.example', 'a.example'],
      ipAddresses: ['127.0.0.1', '2001:db8::5'],
      extendedKeyUsage: ['serverAuth', 'clientAuth'],
      notBefore: new Date('2020-01-02T03:04:05Z'),
      notAfter: new Date('2060-01-02T03:04:05Z'),
    });
    const { alternativeNames, extendedKeyUsage, basicConstraints, ...rest } = parsed(bytes);
    expect(alternativeNames).toEqual({
      dnsNames: ['b.example', 'a.example'],
      ipAddresses: [Buffer.from([127, 0, 0, 1]), Buffer.from('20010db8000000000000000000000005', 'hex')],
      emailAddresses: [],
      uris: [],
    });
    expect(extendedKeyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(basicConstraints).toEqual({ isCa: false });
    expect(rest).toMatchObject({
      version: 3,
      notBeforeSeconds: 1_577_934_245,
      notAfterSeconds: 2_840_238_245,
      signatureAlgorithm: { type: '1.2.840.10045.4.3.2' },
    });
    expect(rest).not.toHaveProperty('defect');
    expect(parsed(authority.der)).toMatchObject({
      basicConstraints: { isCa: true, pathLength: 3 },
      maySignCertificates: true,
    });
  });

  test('cut short anywhere is none', () => {
    const { der: bytes } = mint({ dnsNames: ['a.example'] });
    for (let length = 0; length < bytes.length; length += 1) {
      expect(parseCertificate(bytes.subarray(0, length))).toBeUndefined();
    }
  });

  test('with bytes changed anywhere is parsed or not, never an exception', () => {
    const { der: bytes } = mintAuthority('Root', {
      dnsNames: ['a.example'],
      extendedKeyUsage: ['serverAuth'],
    });
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const spoilt = Buffer.from(bytes);
        for (const [offset, byte] of changes) spoilt[offset] = byte;
        const certificate = parseCertificate(spoilt);
        if (certificate === undefined) return;
        const evidence = certificateEvidence(certificate);
        expect(Number.isSafeInteger(evidence.notAfterSeconds)).toBe(true);
        expect(evidence.sha256Hex).toMatch(/^[0-9a-f]{64}$/);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['a critical extension that nobody knows', extension('1.2.3.4', true, sequence())],
    [
      'critical alternative names of unknown kinds',
      extension('2.5.29.17', true, sequence(der(0xa4, sequence()))),
    ],
    [
      'critical name constraints of unknown kinds',
      extension('2.5.29.30', true, sequence(der(0xa0, sequence(der(0xa4))))),
    ],
    ['an IP address of five bytes', extension('2.5.29.17', false, sequence(der(0x87, Buffer.alloc(5))))],
    ['alternative names that are no list', extension('2.5.29.17', false, utf8String('a.example'))],
    ['an extension given twice', extension('2.5.29.19', true, sequence())],
    ['a key identifier that is none', extension('2.5.29.14', false, Buffer.from('ff', 'hex'))],
  ])('with %s keeps its dates and has a defect', (_, extra) => {
    const notAfter = new Date('2030-01-01T00:00:00Z');
    const certificate = parsed(mint({ notAfter, extensions: [extra] }).der);
    expect(certificate.defect).toMatch(/critical extension|malformed extensions/);
    expect(certificate.notAfterSeconds).toBe(1_893_456_000);
  });

  test.each([
    ['an unknown extension that is not critical', extension('1.2.3.4', false, Buffer.from('ff', 'hex'))],
    ['critical policies', extension('2.5.29.32', true, sequence())],
    ['key identifiers', extension('2.5.29.14', false, octetString(Buffer.from('aa', 'hex')))],
  ])('with %s has no defect', (_, extra) => {
    expect(parsed(mint({ extensions: [extra] }).der).defect).toBeUndefined();
  });
});

/** SHA-256 of the public key, in base64. */
function keyPin({ privateKey }: Minted): string {
  const info = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(info).digest('base64');
}

describe('the evidence of a certificate', () => {
  test('holds names, fingerprint and dates', () => {
    const minted = mint({
      subject: 'shop.example',
      issuer: mintAuthority('Test Root'),
      dnsNames: ['zeta.example', 'alpha.example'],
      ipAddresses: ['127.0.0.1'],
      notBefore: new Date('1955-06-07T08:09:10Z'),
      notAfter: new Date('9999-12-31T23:59:59Z'),
      serialHex: '0bff01',
    });
    expect(certificateEvidence(parsed(minted.der))).toEqual({
      subject: 'CN=shop.example',
      issuer: 'CN=Test Root',
      dnsNames: ['zeta.example', 'alpha.example'],
      serialNumberHex: '0bff01',
      sha256Hex: createHash('sha256').update(minted.der).digest('hex'),
      notBeforeSeconds: -459_791_450,
      notAfterSeconds: 253_402_300_799,
      signatureAlgorithm: 'ecdsa-with-SHA256',
      publicKey: { type: 'ec', bits: 256, sha256Base64: keyPin(minted) },
    });
  });

  test.each<[string, MintOptions, object]>([
    ['RSA', { key: 'rsa' }, { signatureAlgorithm: 'sha256WithRSAEncryption', type: 'rsa', bits: 2048 }],
    [
      'RSA with SHA-384',
      { key: 'rsa', hash: 'sha384' },
      { signatureAlgorithm: 'sha384WithRSAEncryption', type: 'rsa', bits: 2048 },
    ],
    [
      'P-384 with SHA-512',
      { key: 'ec-p384', hash: 'sha512' },
      { signatureAlgorithm: 'ecdsa-with-SHA512', type: 'ec', bits: 384 },
    ],
    ['Ed25519', { key: 'ed25519' }, { signatureAlgorithm: 'id-Ed25519', type: 'ed25519', bits: undefined }],
  ])('tells key and signature of %s', (_, options, expected) => {
    const minted = mint(options);
    const { publicKey, signatureAlgorithm } = certificateEvidence(parsed(minted.der));
    expect(publicKey?.sha256Base64).toBe(keyPin(minted));
    expect({ signatureAlgorithm, type: publicKey?.type, bits: publicKey?.bits }).toEqual(expected);
  });

  test('has no key when its kind is unknown, and the number of an algorithm without a name', () => {
    const minted = mint();
    const known = oid('1.2.840.10045.2.1').toString('latin1');
    const unknown = oid('1.2.840.10045.2.9').toString('latin1');
    const signed = oid('1.2.840.10045.4.3.2').toString('latin1');
    const strange = oid('1.2.840.10045.4.3.9').toString('latin1');
    const bytes = minted.der.toString('latin1').replace(known, unknown).replaceAll(signed, strange);
    const evidence = certificateEvidence(parsed(Buffer.from(bytes, 'latin1')));
    expect(evidence.publicKey).toBeUndefined();
    expect(evidence.signatureAlgorithm).toBe('1.2.840.10045.4.3.9');
  });

  test.each([
    ['a leading zero nibble', '0bff', '0bff'],
    ['a sign byte', '00bbff', 'bbff'],
    ['zero', '00', ''],
    ['a negative number', 'bb', '45'],
    ['a negative number of two bytes', 'ff00', '0100'],
    ['twenty bytes', '7f'.repeat(20), '7f'.repeat(20)],
  ])('has the serial number of %s', (_, serialHex, text) => {
    expect(certificateEvidence(parsed(mint({ serialHex }).der)).serialNumberHex).toBe(text);
  });
});
