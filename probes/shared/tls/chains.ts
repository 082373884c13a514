import type { Certificate } from './certificate.ts';
import type { CertificatePool } from './certificate-pool.ts';
import { forbiddenName } from './name-constraints.ts';
import { keyWeakness, type SignatureCheck, weakness } from './signature.ts';

/** Leaf first; the last one is a trusted root. */
export type Chain = readonly [leaf: Certificate, ...rest: Certificate[]];

/**
 * How much is demanded of a chain:
 * - `signatures`: each certificate is signed by the next and the last is trusted, nothing more;
 * - `rules`: also everything that RFC 5280 and this exporter demand, except for the dates;
 * - `dates`: also that every certificate is valid at the moment.
 */
export type Strictness = 'signatures' | 'rules' | 'dates';

/** The chains found, and the first reason for which a step was refused, as a sentence. */
export interface ChainSearch {
  readonly chains: readonly Chain[];
  readonly refusal?: string;
}

/** A search gives up after this many signatures; a peer can send enough certificates to ask for millions. */
const signatureLimit = 100;

/** What a search may use. */
export interface ChainMaterial {
  readonly roots: CertificatePool;
  /** What the peer sent beside its own certificate. */
  readonly intermediates: CertificatePool;
  /** Unix milliseconds at which the certificates have to be valid. */
  readonly atMs: number;
  readonly isSignedBy: SignatureCheck;
}

/**
 * Finds every chain from `leaf` to a trusted root, as Go's crypto/x509 does: names must match byte by byte, key
 * identifiers only order the candidates, a trusted certificate ends a chain whether or not it is self-signed,
 * and a leaf that is itself trusted is a chain of its own.
 */
export function findChains(leaf: Certificate, material: ChainMaterial, strictness: Strictness): ChainSearch {
  const { roots, intermediates, atMs, isSignedBy } = material;
  const chains: Chain[] = [];
  let refusal = strictness === 'signatures' ? undefined : leafRefusal(leaf, strictness, atMs);
  if (refusal !== undefined) return { chains, refusal };
  if (roots.has(leaf)) chains.push([leaf]);
  let signatures = 0;

  const extend = (chain: Chain): void => {
    const last = chain.at(-1) ?? leaf;
    const consider = (candidate: Certificate, isRoot: boolean): void => {
      if (signatures >= signatureLimit || chain.some((member) => isSameAuthority(member, candidate))) return;
      signatures += 1;
      if (!isSignedBy(last, candidate)) return;
      const longer: Chain = [...chain, candidate];
      const problem =
        strictness === 'signatures' ? undefined : stepRefusal(longer, { isRoot, strictness, atMs });
      if (problem !== undefined) {
        refusal ??= problem;
      } else if (isRoot) {
        chains.push(longer);
      } else {
        extend(longer);
      }
    };
    for (const candidate of roots.issuersOf(last)) consider(candidate, true);
    for (const candidate of intermediates.issuersOf(last)) consider(candidate, false);
  };
  if (chains.length === 0) extend([leaf]);
  const usable = chains.filter((chain) => strictness === 'signatures' || allowsServers(chain));
  if (usable.length < chains.length) refusal ??= 'a certificate is not meant for servers (extendedKeyUsage)';
  return refusal === undefined ? { chains: usable } : { chains: usable, refusal };
}

/** The certificate at this depth in words: the leaf has depth 0. */
function place(depth: number): string {
  return depth === 0 ? 'the certificate' : `certificate ${depth} above it`;
}

function leafRefusal(leaf: Certificate, strictness: Strictness, atMs: number): string | undefined {
  const problem = leaf.defect ?? keyWeakness(leaf) ?? dateProblem(leaf, strictness, atMs);
  return problem === undefined ? undefined : `the certificate ${problem}`;
}

interface Step {
  readonly isRoot: boolean;
  readonly strictness: Strictness;
  readonly atMs: number;
}

/** Why the last certificate of the chain may not stand behind those before it. */
function stepRefusal(chain: Chain, { isRoot, strictness, atMs }: Step): string | undefined {
  const below = chain.slice(0, -1);
  const authority = chain.at(-1);
  const signed = below.at(-1);
  if (authority === undefined || signed === undefined) return undefined;
  const weak = weakness(signed.signatureAlgorithm);
  if (weak !== undefined) return `${place(below.length - 1)} ${weak}`;
  const problem =
    authority.defect ??
    authorityProblem(authority, isRoot, below.length) ??
    dateProblem(authority, strictness, atMs);
  if (problem !== undefined) return `${place(below.length)} ${problem}`;
  for (const certificate of below) {
    const name = forbiddenName(authority, certificate);
    if (name !== undefined) return `${place(below.length)} does not allow the name ${JSON.stringify(name)}`;
  }
  return undefined;
}

/** RFC 5280, 4.2.1.3 and 4.2.1.9. A root of before version 3 needs no basicConstraints. */
function authorityProblem(
  { version, basicConstraints, maySignCertificates }: Certificate,
  isRoot: boolean,
  depth: number,
): string | undefined {
  const needsConstraints = version === 3 || !isRoot;
  if (basicConstraints === undefined ? needsConstraints : !basicConstraints.isCa) return 'is no authority';
  if (maySignCertificates === false) return 'may not sign certificates (keyUsage)';
  const limit = basicConstraints?.pathLength;
  return limit !== undefined && depth - 1 > limit ? 'does not allow so long a chain' : undefined;
}

function dateProblem(
  { notBeforeSeconds, notAfterSeconds }: Certificate,
  strictness: Strictness,
  atMs: number,
): string | undefined {
  if (strictness !== 'dates') return undefined;
  if (atMs < notBeforeSeconds * 1000) return 'is not valid yet';
  return atMs > notAfterSeconds * 1000 ? 'has expired' : undefined;
}

/** The same name, key and alternative names: going through it twice would go in circles. */
function isSameAuthority(a: Certificate, b: Certificate): boolean {
  return (
    a.subject.equals(b.subject) &&
    a.publicKeyInfo.equals(b.publicKeyInfo) &&
    (a.alternativeNamesDer ?? noNames).equals(b.alternativeNamesDer ?? noNames)
  );
}

const noNames = Buffer.alloc(0);
const serverAuth = '1.3.6.1.5.5.7.3.1';
const anyUsage = '2.5.29.37.0';

/** Whether every certificate that limits its extended key usage allows TLS servers. */
function allowsServers(chain: Chain): boolean {
  return chain.every(
    ({ extendedKeyUsage }) =>
      extendedKeyUsage === undefined ||
      extendedKeyUsage.includes(serverAuth) ||
      extendedKeyUsage.includes(anyUsage),
  );
}
