import { describe, expect, test, vi } from 'vitest';
import { parseCertificate } from '../../../../probes/shared/tls/certificate.ts';
import { OpenSslCertificate } from '../../../../probes/shared/tls/openssl-certificate.ts';
import { isSignedBy, keyWeakness } from '../../../../probes/shared/tls/signature.ts';
import { type Minted, mint, mintAuthority } from '../../../helpers/certificates.ts';

const root = mintAuthority('Root');
const leaf = mint({ subject: 'leaf', issuer: root });
const stranger = mintAuthority('Root');

describe.each([
  ['that OpenSSL has read', ({ der, x509 }: Minted) => new OpenSslCertificate(der, x509)],
  ['that it reads when asked', ({ der }: Minted) => new OpenSslCertificate(der)],
])('a certificate %s', (_, certificateOf) => {
  test('has its public key', () => {
    expect(certificateOf(leaf).publicKey?.equals(leaf.x509.publicKey)).toBe(true);
  });

  test('is signed with the key of its issuer and no other', () => {
    const certificate = certificateOf(leaf);
    expect(certificate.isSignedWith(root.x509.publicKey)).toBe(true);
    expect(certificate.isSignedWith(stranger.x509.publicKey)).toBe(false);
  });

  test('is not signed with a key of another kind', () => {
    expect(certificateOf(leaf).isSignedWith(mint({ key: 'rsa' }).x509.publicKey)).toBe(false);
  });
});

describe('a certificate that only OpenSSL refuses', () => {
  // The identifier of its curve is not one that OpenSSL knows.
  const spoilt = Buffer.from(leaf.der);
  spoilt[spoilt.indexOf(Buffer.from('06082a8648ce3d030107', 'hex')) + 9] = 0x7f;

  test('has no key, and is trusted with nothing', () => {
    const certificate = parseCertificate(spoilt);
    const issuer = parseCertificate(root.der);
    if (certificate === undefined || issuer === undefined) throw new Error('it was to be read by us');
    expect(certificate.openSsl.publicKey).toBeUndefined();
    expect(keyWeakness(certificate)).toBe('has a key of an unsupported kind');
    expect(isSignedBy(certificate, issuer)).toBe(false);
  });
});

test('a signature is checked once for the same two certificates', () => {
  const [certificate, issuer] = [leaf, root].map(({ der, x509 }) => parseCertificate(der, x509));
  if (certificate === undefined || issuer === undefined) throw new Error('minted what is no certificate');
  const check = vi.spyOn(certificate.openSsl, 'isSignedWith');
  expect([isSignedBy(certificate, issuer), isSignedBy(certificate, issuer)]).toEqual([true, true]);
  expect(check).toHaveBeenCalledTimes(1);
});
