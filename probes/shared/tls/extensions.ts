import { type CrlDistribution, readDistributionPoints } from '../crl/distribution-points.ts';
import {
  booleanValue,
  contextTag,
  DerReader,
  decode,
  derTag,
  elementsOf,
  malformed,
  objectIdentifierText,
  smallInteger,
} from './der.ts';

/** The names of a subjectAltName extension (RFC 5280, 4.2.1.6) that are understood here. */
export interface AlternativeNames {
  readonly dnsNames: readonly string[];
  /** 4 or 16 bytes each. */
  readonly ipAddresses: readonly Buffer[];
  readonly emailAddresses: readonly string[];
  readonly uris: readonly string[];
}

/** The subtrees of a nameConstraints extension (RFC 5280, 4.2.1.10), by kind of name. */
export interface NameSubtrees {
  readonly dnsNames: readonly string[];
  /** Address and mask, 8 or 32 bytes together. */
  readonly ipRanges: readonly Buffer[];
  readonly emailAddresses: readonly string[];
  readonly uriDomains: readonly string[];
}

/** What the extensions of a certificate say; an absent extension is an absent or empty property. */
export interface CertificateExtensions {
  readonly alternativeNames?: AlternativeNames;
  /** The subjectAltName extension's value as it stands. */
  readonly alternativeNamesDer?: Buffer;
  /** Absent without basicConstraints; `pathLength` absent when not limited. */
  readonly basicConstraints?: { readonly isCa: boolean; readonly pathLength?: number };
  /** Whether keyUsage allows signing certificates; absent without keyUsage. */
  readonly maySignCertificates?: boolean;
  /** Whether keyUsage allows signing revocation lists; absent without keyUsage. */
  readonly maySignRevocationLists?: boolean;
  /** Object identifiers; absent without extendedKeyUsage. */
  readonly extendedKeyUsage?: readonly string[];
  readonly permitted?: NameSubtrees;
  readonly excluded?: NameSubtrees;
  readonly subjectKeyId?: Buffer;
  readonly authorityKeyId?: Buffer;
  /** Absent without cRLDistributionPoints, and when nobody can read them: nothing but a list depends on them. */
  readonly crlDistribution?: CrlDistribution;
  /** Why no certificate with these extensions may be relied on: a sentence's end. */
  readonly defect?: string;
}

/** Policies are read by nobody here, as OpenSSL does by default, but being critical they do no harm. */
const understood: ReadonlySet<string> = new Set([
  '2.5.29.14',
  '2.5.29.15',
  '2.5.29.17',
  '2.5.29.19',
  '2.5.29.30',
  '2.5.29.31',
  '2.5.29.32',
  '2.5.29.33',
  '2.5.29.35',
  '2.5.29.36',
  '2.5.29.37',
  '2.5.29.54',
]);

/**
 * Reads the content of the `[3] extensions` field. Malformed extensions are a defect, not the end: the dates of
 * such a certificate are still worth reporting.
 */
export function readExtensions(content: Buffer | undefined): CertificateExtensions {
  if (content === undefined) return {};
  return decode(() => readAll(content)) ?? { defect: 'has malformed extensions' };
}

function readAll(content: Buffer): CertificateExtensions {
  const list = new DerReader(content);
  const entries = elementsOf(list.expect(derTag.sequence).content);
  list.end();
  const seen = new Set<string>();
  let facts: CertificateExtensions = {};
  for (const { tag, content: entry } of entries) {
    if (tag !== derTag.sequence) malformed('no extension');
    const reader = new DerReader(entry);
    const type = objectIdentifierText(reader.expect(derTag.objectIdentifier).content);
    const flag = reader.optional(derTag.boolean);
    const critical = flag !== undefined && booleanValue(flag.content);
    const found = readExtension(type, reader.expect(derTag.octetString).content);
    if (seen.has(type)) malformed('an extension given twice');
    seen.add(type);
    facts = { ...facts, ...found.facts };
    if (critical && (!understood.has(type) || found.partly === true)) {
      facts = { ...facts, defect: `has the critical extension ${type}, which is not understood` };
    }
  }
  return facts;
}

interface Found {
  readonly facts: CertificateExtensions;
  /** Not enough of the value is understood for a critical extension. */
  readonly partly?: boolean;
}

function readExtension(type: string, value: Buffer): Found {
  switch (type) {
    case '2.5.29.14':
      return { facts: { subjectKeyId: new DerReader(value).expect(derTag.octetString).content } };
    case '2.5.29.15':
      return { facts: readKeyUsage(value) };
    case '2.5.29.17': {
      const alternativeNames = readAlternativeNames(value);
      const { dnsNames, ipAddresses, emailAddresses, uris } = alternativeNames;
      const partly = [dnsNames, ipAddresses, emailAddresses, uris].every(({ length }) => length === 0);
      return { facts: { alternativeNames, alternativeNamesDer: value }, partly };
    }
    case '2.5.29.19':
      return { facts: { basicConstraints: readBasicConstraints(value) } };
    case '2.5.29.30':
      return readNameConstraints(value);
    case '2.5.29.31': {
      const crlDistribution = decode(() => readDistributionPoints(value));
      return { facts: crlDistribution === undefined ? {} : { crlDistribution } };
    }
    case '2.5.29.35':
      return { facts: readAuthorityKeyId(value) };
    case '2.5.29.37': {
      const usages = elementsOf(new DerReader(value).expect(derTag.sequence).content);
      return { facts: { extendedKeyUsage: usages.map(({ content }) => objectIdentifierText(content)) } };
    }
    default:
      return { facts: {} };
  }
}

/** RFC 5280, 4.2.1.3: bit 5, counted from the left, is keyCertSign, bit 6 cRLSign. */
function readKeyUsage(value: Buffer): CertificateExtensions {
  const [, bits = 0] = new DerReader(value).expect(derTag.bitString).content;
  return { maySignCertificates: (bits & 0x04) !== 0, maySignRevocationLists: (bits & 0x02) !== 0 };
}

function readBasicConstraints(value: Buffer): { isCa: boolean; pathLength?: number } {
  const reader = new DerReader(new DerReader(value).expect(derTag.sequence).content);
  const flag = reader.optional(derTag.boolean);
  const isCa = flag !== undefined && booleanValue(flag.content);
  const limit = reader.optional(derTag.integer);
  reader.end();
  return limit === undefined ? { isCa } : { isCa, pathLength: smallInteger(limit.content) };
}

function readAuthorityKeyId(value: Buffer): CertificateExtensions {
  const id = new DerReader(new DerReader(value).expect(derTag.sequence).content).optional(
    contextTag(0, 'primitive'),
  );
  return id === undefined ? {} : { authorityKeyId: id.content };
}

function readAlternativeNames(value: Buffer): AlternativeNames {
  const names = elementsOf(new DerReader(value).expect(derTag.sequence).content);
  const ipAddresses = contentsOf(names, 7);
  if (ipAddresses.some(({ length }) => length !== 4 && length !== 16)) malformed('no IP address');
  return {
    dnsNames: textsOf(names, 2),
    ipAddresses,
    emailAddresses: textsOf(names, 1),
    uris: textsOf(names, 6),
  };
}

function readNameConstraints(value: Buffer): Found {
  const reader = new DerReader(new DerReader(value).expect(derTag.sequence).content);
  const permitted = readSubtrees(reader.optional(contextTag(0, 'constructed'))?.content);
  const excluded = readSubtrees(reader.optional(contextTag(1, 'constructed'))?.content);
  reader.end();
  return {
    facts: { permitted: permitted.subtrees, excluded: excluded.subtrees },
    partly: permitted.partly || excluded.partly,
  };
}

function readSubtrees(content: Buffer | undefined): { subtrees: NameSubtrees; partly: boolean } {
  const bases =
    content === undefined ? [] : elementsOf(content).map((tree) => new DerReader(tree.content).next());
  const ipRanges = contentsOf(bases, 7);
  if (ipRanges.some(({ length }) => length !== 8 && length !== 32)) malformed('no IP range');
  const known = [1, 2, 6, 7].map((number) => contextTag(number, 'primitive'));
  return {
    subtrees: {
      dnsNames: textsOf(bases, 2),
      ipRanges,
      emailAddresses: textsOf(bases, 1),
      uriDomains: textsOf(bases, 6),
    },
    partly: bases.some(({ tag }) => !known.includes(tag)),
  };
}

interface Named {
  readonly tag: number;
  readonly content: Buffer;
}

function contentsOf(names: readonly Named[], choice: number): Buffer[] {
  const wanted = contextTag(choice, 'primitive');
  return names.filter(({ tag }) => tag === wanted).map(({ content }) => content);
}

/** These are IA5Strings; what is beyond ASCII is shown as U+FFFD, and so matches no name. */
function textsOf(names: readonly Named[], choice: number): string[] {
  return contentsOf(names, choice).map((bytes) =>
    bytes.toString('latin1').replaceAll(/[^\0-\x7f]/g, '\ufffd'),
  );
}
