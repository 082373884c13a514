import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Certificate, parseCertificate } from '../../../../probes/shared/tls/certificate.ts';
import { ocspStapleEvidence } from '../../../../probes/shared/tls/ocsp-staple.ts';
import { extension, type Minted, mint, mintAuthority } from '../../../helpers/certificates.ts';
import { oid, sequence } from '../../../helpers/der-writer.ts';
import { declinedOcspResponse, mintOcspResponse, type OcspOptions } from '../../../helpers/ocsp-responses.ts';

const atMs = Date.parse('2030-01-02T00:00:00Z');
const valid = { notBefore: new Date('2029-01-01T00:00:00Z'), notAfter: new Date('2031-01-01T00:00:00Z') };
const issuer = mintAuthority('Issuer', valid);
const leaf = mint({ subject: 'leaf', issuer, serialHex: '00e1', ...valid });
const ocspSigning = [extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.9')))];
const responder = mint({ subject: 'Responder', issuer, extensions: ocspSigning, ...valid });

const dates = {
  thisUpdate: new Date('2030-01-01T00:00:00Z'),
  nextUpdate: new Date('2030-01-08T00:00:00Z'),
};
const seconds = {
  producedAtSeconds: Date.parse('2030-01-01T00:00:00Z') / 1000,
  thisUpdateSeconds: Date.parse('2030-01-01T00:00:00Z') / 1000,
  nextUpdateSeconds: Date.parse('2030-01-08T00:00:00Z') / 1000,
};

function parsed({ der }: Minted): Certificate {
  const certificate = parseCertificate(der);
  if (certificate === undefined) throw new Error('minted what is no certificate');
  return certificate;
}

function evidence(response: Buffer, from: Minted | undefined = issuer, about = leaf) {
  return ocspStapleEvidence({
    response,
    leaf: parsed(about),
    issuer: from === undefined ? undefined : parsed(from),
    atMs,
  });
}

function response(options: Partial<OcspOptions> = {}): Buffer {
  return mintOcspResponse({ leaf, issuer, ...dates, ...options });
}

describe('an OCSP response', () => {
  test('tells status and dates', () => {
    expect(evidence(response())).toEqual({ status: 'good', signature: 'valid', ...seconds });
  });

  test('tells when a certificate was revoked', () => {
    const revokedAt = new Date('2029-12-24T12:00:00Z');
    expect(evidence(response({ status: 'revoked', revokedAt }))).toEqual({
      status: 'revoked',
      signature: 'valid',
      ...seconds,
      revokedAtSeconds: revokedAt.getTime() / 1000,
    });
  });

  test.each<[string, Partial<OcspOptions>, object]>([
    ['a responder that does not know it', { status: 'unknown' }, { status: 'unknown', signature: 'valid' }],
    ['SHA-256 in the CertID', { idHash: 'sha256' }, { status: 'good', signature: 'valid' }],
    ['an appointed responder', { signer: responder, certificates: [responder] }, { signature: 'valid' }],
  ])('may be one with %s', (_, options, expected) => {
    expect(evidence(response(options))).toMatchObject(expected);
  });

  test('may have no end', () => {
    expect(evidence(response({ nextUpdate: null }))).not.toHaveProperty('nextUpdateSeconds');
  });

  test.each(['rsa', 'ec-p384', 'ed25519'] as const)('may be signed with a key of the kind %s', (key) => {
    const authority = mintAuthority('Authority', { key, ...valid });
    const certificate = mint({ issuer: authority, ...valid });
    const stapled = mintOcspResponse({ leaf: certificate, issuer: authority, hash: 'sha384', ...dates });
    expect(evidence(stapled, authority, certificate)).toMatchObject({ status: 'good', signature: 'valid' });
  });
});

const forged = 'neither the issuer nor a responder that it appointed signed the response';

describe('the signature of an OCSP response', () => {
  const expired = mint({
    subject: 'Responder',
    issuer,
    extensions: ocspSigning,
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2021-01-01T00:00:00Z'),
  });
  const weak = mint({ subject: 'Responder', issuer, extensions: ocspSigning, hash: 'sha1', ...valid });
  const foreign = mint({ subject: 'Responder', issuer: mintAuthority('Issuer'), extensions: ocspSigning });
  const unappointed = mint({ subject: 'Responder', issuer, ...valid });

  test.each<[string, Partial<OcspOptions>]>([
    ['made by somebody else', { signer: mintAuthority('Issuer') }],
    ['made by a responder that is not shown', { signer: responder }],
    ['made by a responder without the purpose', { signer: unappointed, certificates: [unappointed] }],
    ['made by a responder appointed with SHA-1', { signer: weak, certificates: [weak] }],
    ['made by a responder that has expired', { signer: expired, certificates: [expired] }],
    ['made by a responder of another issuer', { signer: foreign, certificates: [foreign] }],
    ['over something else', { tamper: withLaterDates }],
  ])('is invalid when %s', (_, options) => {
    expect(evidence(response(options))).toMatchObject({ signature: 'invalid', detail: forged });
  });

  test('is not checked without the issuer', () => {
    expect(ocspStapleEvidence({ response: response(), leaf: parsed(leaf), atMs })).toEqual({
      status: 'good',
      signature: 'unchecked',
      detail: 'the issuer is not known',
      ...seconds,
    });
  });

  test('is not checked when it is made with SHA-1', () => {
    expect(evidence(response({ hash: 'sha1' }))).toMatchObject({
      signature: 'unchecked',
      detail: 'signatures with ecdsa-with-SHA1 are not supported',
    });
  });
});

/** The first of January in another year; nothing but dates changes, whatever the random keys hash to. */
function withLaterDates(signed: Buffer): Buffer {
  return Buffer.from(signed.toString('latin1').replaceAll('20300101000000Z', '20310101000000Z'), 'latin1');
}

describe('an OCSP response that cannot be used', () => {
  const other = mint({ subject: 'leaf', issuer, serialHex: '00e2', ...valid });
  const namesake = mintAuthority('Issuer', valid);
  const renamed = mintAuthority('Other', { keyOf: issuer, ...valid });

  test.each<[string, Buffer, string]>([
    ['is empty', Buffer.alloc(0), 'it is no OCSP response'],
    ['is none', Buffer.from('hello'), 'it is no OCSP response'],
    ['is cut short', response().subarray(0, -1), 'it is no OCSP response'],
    ['goes on', Buffer.concat([response(), Buffer.alloc(1)]), 'it is no OCSP response'],
    ['is to be asked for later', declinedOcspResponse(3), 'the responder declined: tryLater'],
    ['has a status nobody knows', declinedOcspResponse(9), 'the responder declined: status 9'],
    ['succeeds without an answer', declinedOcspResponse(0), 'it is no OCSP response'],
    ['has another serial number', response({ leaf: other }), 'it is about another certificate'],
    ['has another issuer key', response({ issuer: namesake }), 'it is about another certificate'],
    ['has another issuer name', response({ issuer: renamed }), 'it is about another certificate'],
  ])('%s', (_, bytes, detail) => {
    expect(evidence(bytes)).toEqual({ status: 'unusable', signature: 'unchecked', detail });
  });

  test('never says under a valid signature what nobody signed', () => {
    const sound = response();
    const truth = evidence(sound);
    const spoilt = fc
      .tuple(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }))
      .map(([at, change]) => Buffer.from(sound.map((byte, index) => (index === at ? byte ^ change : byte))));
    const anything = fc.oneof(
      spoilt,
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        const found = evidence(bytes);
        expect(found.signature === 'valid' ? found : truth).toEqual(truth);
      }),
      { numRuns: 300 },
    );
  });
});
