import {
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { isIPv4 } from 'node:net';
import {
  bitString,
  boolean,
  der,
  integer,
  integerBytes,
  octetString,
  oid,
  sequence,
  setOf,
  time,
  utf8String,
} from './der-writer.ts';

/** A certificate with its private key, ready for a server, a client or as the issuer of others. */
export interface Minted {
  readonly certPem: string;
  readonly keyPem: string;
  readonly der: Buffer;
  /** Parsed by OpenSSL when asked for: what it refuses can be minted all the same. */
  readonly x509: X509Certificate;
  readonly privateKey: KeyObject;
  /** The DER of the subject, for whatever this certificate issues. */
  readonly subjectDer: Buffer;
}

export type KeyKind = 'ec' | 'ec-p384' | 'rsa' | 'rsa-1024' | 'ed25519';

/** What to mint. Everything has a default: an EC P-256, SHA-256, self-signed end-entity certificate. */
export interface MintOptions {
  /** The common name, or the DER of a whole Name. */
  readonly subject?: string | Buffer;
  /** Who signs; absent: the certificate signs itself. */
  readonly issuer?: Minted;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  /** Default: an hour ago. */
  readonly notBefore?: Date;
  /** Default: a year from now. */
  readonly notAfter?: Date;
  /** Default false. A CA gets basicConstraints and the keyUsage to sign certificates. */
  readonly isCa?: boolean;
  /** Whether the keyUsage of a CA allows it to sign certificates. Default true. */
  readonly maySign?: boolean;
  /** The pathLenConstraint of a CA. */
  readonly pathLength?: number;
  /** Hex of the content bytes of the INTEGER, sign included. Default: 16 random bytes. */
  readonly serialHex?: string;
  readonly key?: KeyKind;
  /** Take this certificate's key instead of a new one: a renewal, or one CA under two signatures. */
  readonly keyOf?: Minted;
  readonly hash?: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  readonly extendedKeyUsage?: readonly ('serverAuth' | 'clientAuth' | 'any')[];
  /** Further extensions, each the whole DER of an Extension (see {@link extension}). */
  readonly extensions?: readonly Buffer[];
}

/** Mints one certificate. Nothing is checked: absurd ones are what some tests are about. */
export function mint(options: MintOptions = {}): Minted {
  const privateKey = options.keyOf?.privateKey ?? newKey(options.key ?? 'ec');
  const { subject = 'test', issuer } = options;
  const subjectDer = typeof subject === 'string' ? commonName(subject) : subject;
  const signer = issuer?.privateKey ?? privateKey;
  const algorithm = signatureAlgorithm(signer, options.hash ?? 'sha256');
  const anHourAgo = new Date(Date.now() - 3_600_000);
  const nextYear = new Date(Date.now() + 365 * 86_400_000);
  const body = sequence(
    der(0xa0, integer(2)),
    integerBytes(options.serialHex ?? `01${randomBytes(15).toString('hex')}`),
    algorithm,
    issuer?.subjectDer ?? subjectDer,
    sequence(time(options.notBefore ?? anHourAgo), time(options.notAfter ?? nextYear)),
    subjectDer,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensionsOf(options))),
  );
  const digest = signer.asymmetricKeyType === 'ed25519' ? null : (options.hash ?? 'sha256');
  const bytes = sequence(body, algorithm, bitString(sign(digest, body, signer)));
  return {
    certPem: pem(bytes),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    der: bytes,
    get x509() {
      return new X509Certificate(bytes);
    },
    privateKey,
    subjectDer,
  };
}

/** Mints a CA: a root when no issuer is given, else an intermediate. */
export function mintAuthority(subject: string, options: MintOptions = {}): Minted {
  return mint({ isCa: true, subject, ...options });
}

/** The PEM of several certificates, in order: a chain to send or a bundle to trust. */
export function bundle(...certificates: readonly Minted[]): string {
  return certificates.map(({ certPem }) => certPem).join('');
}

/** The PEM text of a certificate's DER. */
export function pem(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** The DER of a Name with one attribute in each RDN; `value` is the whole DER of the attribute's value. */
export function distinguishedName(
  ...attributes: readonly (readonly [type: string, value: Buffer])[]
): Buffer {
  return sequence(...attributes.map(([type, value]) => setOf(sequence(oid(type), value))));
}

/** The DER of an Extension. */
export function extension(type: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(type), ...(critical ? [boolean(true)] : []), octetString(value));
}

function commonName(text: string): Buffer {
  return distinguishedName(['2.5.4.3', utf8String(text)]);
}

function newKey(kind: KeyKind): KeyObject {
  switch (kind) {
    case 'ec':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'ec-p384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    case 'rsa':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    case 'rsa-1024':
      return generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey;
    default:
      return kind satisfies never;
  }
}

const signatureOids = {
  ec: {
    sha1: '1.2.840.10045.4.1',
    sha256: '1.2.840.10045.4.3.2',
    sha384: '1.2.840.10045.4.3.3',
    sha512: '1.2.840.10045.4.3.4',
  },
  rsa: {
    sha1: '1.2.840.113549.1.1.5',
    sha256: '1.2.840.113549.1.1.11',
    sha384: '1.2.840.113549.1.1.12',
    sha512: '1.2.840.113549.1.1.13',
  },
} as const;

function signatureAlgorithm(signer: KeyObject, hash: 'sha1' | 'sha256' | 'sha384' | 'sha512'): Buffer {
  const { asymmetricKeyType } = signer;
  if (asymmetricKeyType === 'ed25519') return sequence(oid('1.3.101.112'));
  return asymmetricKeyType === 'rsa'
    ? sequence(oid(signatureOids.rsa[hash]), der(0x05))
    : sequence(oid(signatureOids.ec[hash]));
}

const usageOids = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  any: '2.5.29.37.0',
} as const;

function extensionsOf(options: MintOptions): Buffer[] {
  const {
    isCa = false,
    maySign = true,
    pathLength,
    dnsNames = [],
    ipAddresses = [],
    extendedKeyUsage = [],
  } = options;
  const constraints = [
    ...(isCa ? [boolean(true)] : []),
    ...(pathLength === undefined ? [] : [integer(pathLength)]),
  ];
  const result = [extension('2.5.29.19', true, sequence(...constraints))];
  if (isCa)
    result.push(
      extension(
        '2.5.29.15',
        true,
        maySign ? bitString(Buffer.from([0x06]), 1) : bitString(Buffer.from([0x80]), 7),
      ),
    );
  if (extendedKeyUsage.length > 0) {
    const purposes = extendedKeyUsage.map((usage) => oid(usageOids[usage]));
    result.push(extension('2.5.29.37', false, sequence(...purposes)));
  }
  const names = [
    ...dnsNames.map((name) => der(0x82, Buffer.from(name, 'latin1'))),
    ...ipAddresses.map((address) => der(0x87, addressBytes(address))),
  ];
  if (names.length > 0) result.push(extension('2.5.29.17', false, sequence(...names)));
  return [...result, ...(options.extensions ?? [])];
}

/** The 4 or 16 bytes of an IP address in its text form, without a zone or an embedded IPv4 address. */
function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = groups(tail ?? '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const all = tail === undefined ? before : [...before, ...zeros, ...after];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
