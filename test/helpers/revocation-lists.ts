import { sign } from 'node:crypto';
import { extension, type Minted } from './certificates.ts';
import { bitString, der, ia5String, integer, integerBytes, oid, sequence, time } from './der-writer.ts';

/** What a revocation list says. Everything has a default: nothing revoked, for an hour from a minute ago. */
export interface RevocationListOptions {
  readonly issuer: Minted;
  /** Who signs. Default: the issuer. */
  readonly signer?: Minted;
  /** Hex of the content bytes of each serial number. */
  readonly revoked?: readonly string[];
  /** The content of revokedCertificates as it stands, in place of `revoked`. */
  readonly entries?: Buffer;
  readonly thisUpdate?: Date;
  /** `null` for a list without an end. */
  readonly nextUpdate?: Date | null;
  /** 1 leaves the version out, as RFC 5280 wants it. Default 2. */
  readonly version?: number;
  readonly hash?: 'sha1' | 'sha256' | 'sha384';
  /** The AlgorithmIdentifier, in place of the one that signs. */
  readonly algorithm?: Buffer;
  /** Signs, in place of PKCS #1, ECDSA or Ed25519. */
  readonly signWith?: (signed: Buffer) => Buffer;
  /** Extensions of the list, each the whole DER of an Extension. */
  readonly extensions?: readonly Buffer[];
  /** Changes what is signed after it was signed. */
  readonly tamper?: (signed: Buffer) => Buffer;
}

const signatureOids = {
  ec: { sha1: '1.2.840.10045.4.1', sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3' },
  rsa: { sha1: '1.2.840.113549.1.1.5', sha256: '1.2.840.113549.1.1.11', sha384: '1.2.840.113549.1.1.12' },
} as const;

/** Makes a CertificateList (RFC 5280, section 5.1). */
export function mintRevocationList(options: RevocationListOptions): Buffer {
  const { issuer, signer = issuer, version = 2, hash = 'sha256', extensions = [] } = options;
  const { revoked = [], entries = Buffer.concat(revoked.map((serialHex) => listEntry(serialHex))) } = options;
  const nextUpdate = options.nextUpdate === undefined ? new Date(Date.now() + 3_540_000) : options.nextUpdate;
  const kind = signer.privateKey.asymmetricKeyType;
  const algorithm =
    options.algorithm ??
    sequence(oid(kind === 'ed25519' ? '1.3.101.112' : signatureOids[kind === 'rsa' ? 'rsa' : 'ec'][hash]));
  const body = sequence(
    ...(version === 1 ? [] : [integer(version - 1)]),
    algorithm,
    issuer.subjectDer,
    time(options.thisUpdate ?? new Date(Date.now() - 60_000)),
    ...(nextUpdate === null ? [] : [time(nextUpdate)]),
    ...(entries.length === 0 ? [] : [sequence(entries)]),
    ...(extensions.length === 0 ? [] : [der(0xa0, sequence(...extensions))]),
  );
  const signature =
    options.signWith?.(body) ?? sign(kind === 'ed25519' ? null : hash, body, signer.privateKey);
  return sequence(options.tamper?.(Buffer.from(body)) ?? body, algorithm, bitString(signature));
}

/** One entry of revokedCertificates; `more` are the elements of its extensions. */
export function listEntry(serialHex: string, ...more: readonly Buffer[]): Buffer {
  return sequence(integerBytes(serialHex), time(new Date('2026-01-01T00:00:00Z')), ...more);
}

/** A cRLDistributionPoints extension with one point for each URL. */
export function distributionPoints(...urls: readonly string[]): Buffer {
  return extension('2.5.29.31', false, sequence(...urls.map((url) => sequence(pointName(url)))));
}

/** What an IssuingDistributionPoint may say (RFC 5280, section 5.2.5), in this order. */
export interface ListScopeOptions {
  readonly url?: string;
  readonly flags?: readonly (1 | 2 | 4 | 5)[];
  readonly someReasons?: boolean;
}

/** An issuingDistributionPoint extension. */
export function issuingDistributionPoint({ url, flags = [], someReasons = false }: ListScopeOptions): Buffer {
  const fields = [
    ...flags.map((flag) => der(0x80 | flag, Buffer.from([0xff]))),
    ...(someReasons ? [der(0x83, Buffer.from([6, 0x40]))] : []),
  ].sort(([left = 0], [right = 0]) => left - right);
  return extension('2.5.29.28', true, sequence(...(url === undefined ? [] : [pointName(url)]), ...fields));
}

/** A DistributionPointName in its tag: a full name that is one URI. */
function pointName(url: string): Buffer {
  const uri = ia5String(url);
  uri[0] = 0x86;
  return der(0xa0, der(0xa0, uri));
}
