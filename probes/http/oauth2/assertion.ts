/** JSON Web Tokens as authorization grants (RFC 7523), signed with RSA (RFC 7518 section 3.3). */
import { createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { Secret } from '../../secret.ts';
import type { AssertionOptions, Oauth2Options, SignatureAlgorithm } from './options.ts';

const hashes: Readonly<Record<SignatureAlgorithm, string>> = {
  RS256: 'sha256',
  RS384: 'sha384',
  RS512: 'sha512',
};

const lifetimeSeconds = 600;

/** The private key, or `undefined` when the text is none that can sign with RSA. */
export function parseSigningKey(pem: Secret): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem.reveal().trim());
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** A signed assertion for the client of `oauth2`, valid for ten minutes from `nowMs` (Unix milliseconds) on. */
export function signAssertion(
  { clientId, tokenUrl, scopes }: Oauth2Options,
  { options, key }: { readonly options: AssertionOptions; readonly key: KeyObject },
  nowMs: number,
): string {
  const issuedAt = Math.floor(nowMs / 1000);
  const header = {
    alg: options.algorithm,
    typ: 'JWT',
    ...(options.keyId === '' ? {} : { kid: options.keyId }),
  };
  const claims = {
    iss: options.issuer === '' ? clientId : options.issuer,
    sub: clientId,
    aud: options.audience === '' ? tokenUrl : options.audience,
    jti: randomUUID(),
    iat: issuedAt,
    exp: issuedAt + lifetimeSeconds,
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    ...Object.fromEntries(options.claims),
  };
  const signed = `${encoded(header)}.${encoded(claims)}`;
  const signature = sign(hashes[options.algorithm], Buffer.from(signed), key).toString('base64url');
  return `${signed}.${signature}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
