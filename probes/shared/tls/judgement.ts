import type { CertificateFault } from '../../tls-evidence.ts';
import { shortened } from '../shortened.ts';
import type { Certificate } from './certificate.ts';
import { type CertificatePool, certificatePool } from './certificate-pool.ts';
import { type Chain, findChains } from './chains.ts';
import { decode } from './der.ts';
import { distinguishedNameText } from './distinguished-name.ts';
import { earliestExpiry } from './expiry.ts';
import { namesServer } from './server-name.ts';
import { isSignedBy } from './signature.ts';

/** What a peer's certificates are held against. */
export interface Demands {
  readonly roots: CertificatePool;
  /** A DNS name or an IP address. */
  readonly serverName: string;
  /** Unix milliseconds. */
  readonly atMs: number;
}

/** The outcome: verified, by which chain first and with the expiry of the one that lasts longest; or the fault. */
export type Judgement =
  | { readonly ok: true; readonly chain: Chain; readonly lastChainExpirySeconds: number }
  | { readonly ok: false; readonly fault: CertificateFault; readonly detail: string };

/**
 * Judges what a peer sent, its own certificate first, by the rules of Go's crypto/x509.
 *
 * Of several faults the gravest is told, in the order of browsers: no trusted authority, then a certificate
 * against the rules (SHA-1, not meant for servers, forbidden name ...), then the wrong name, then the dates. A
 * certificate that is expired and self-signed thus needs an authority, not a renewal.
 */
export function judge(sent: readonly Certificate[], demands: Demands): Judgement {
  const [leaf, ...others] = sent;
  if (leaf === undefined) return fault('invalid', 'the peer sent no certificate');
  const { roots, serverName, atMs } = demands;
  const material = { roots, intermediates: certificatePool(others), atMs, isSignedBy };
  const isNamed = namesServer(leaf.alternativeNames, serverName);
  const valid = isNamed ? findChains(leaf, material, 'dates').chains : [];
  const [chain] = valid;
  if (chain !== undefined) return { ok: true, chain, lastChainExpirySeconds: lastExpiry(valid) };

  const lawful = findChains(leaf, material, 'rules');
  const [first] = lawful.chains;
  if (first === undefined) {
    return findChains(leaf, material, 'signatures').chains.length === 0
      ? fault('authority_invalid', authorityDetail(leaf))
      : fault('invalid', lawful.refusal ?? 'the certificate is against the rules');
  }
  if (!isNamed) return fault('name_invalid', nameDetail(leaf, serverName));
  return fault('date_invalid', dateDetail(first, atMs));
}

function fault(kind: CertificateFault, detail: string): Judgement {
  return { ok: false, fault: kind, detail };
}

/** For each chain the earliest expiry within it; of these the latest. The year 1 stands for no date, as in Go. */
function lastExpiry(chains: readonly Chain[]): number {
  return Math.max(...chains.map((chain) => earliestExpiry(chain.map((member) => member.notAfterSeconds))));
}

function authorityDetail(leaf: Certificate): string {
  if (leaf.subject.equals(leaf.issuer)) return 'the certificate is self-signed and not itself trusted';
  return `no trusted authority stands behind the certificate, issued by ${quoted(leaf.issuer)}`;
}

function quoted(name: Buffer): string {
  return JSON.stringify(shortened(decode(() => distinguishedNameText(name)) ?? ''));
}

/** How many of a certificate's names a sentence can bear. */
const namesShown = 5;

function nameDetail({ alternativeNames }: Certificate, serverName: string): string {
  const { dnsNames = [], ipAddresses = [] } = alternativeNames ?? {};
  const names = [...dnsNames.map((name) => JSON.stringify(shortened(name))), ...ipAddresses.map(ipText)];
  const wanted = JSON.stringify(shortened(serverName));
  if (names.length === 0) return `the certificate names no server, and so not ${wanted}`;
  const shown = names.slice(0, namesShown).join(', ');
  const more = names.length > namesShown ? ` and ${names.length - namesShown} more` : '';
  return `the certificate is for ${shown}${more}, not for ${wanted}`;
}

function ipText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  return bytes.toString('hex').replaceAll(/(?<=.)(?=(?:.{4})+$)/g, ':');
}

const dayMs = 86_400_000;

/** Names the first certificate of the chain that is outside its dates, and how long for. */
function dateDetail(chain: Chain, atMs: number): string {
  const off = chain.find(
    ({ notBeforeSeconds, notAfterSeconds }) =>
      atMs < notBeforeSeconds * 1000 || atMs > notAfterSeconds * 1000,
  );
  const certificate = off ?? chain[0];
  const what =
    certificate === chain[0] ? 'the certificate' : `the certificate of ${quoted(certificate.subject)}`;
  const { notBeforeSeconds, notAfterSeconds } = certificate;
  if (atMs < notBeforeSeconds * 1000) {
    return `${what} is valid only from ${dateText(notBeforeSeconds)} (in ${span(notBeforeSeconds * 1000 - atMs)})`;
  }
  return `${what} expired on ${dateText(notAfterSeconds)} (${span(atMs - notAfterSeconds * 1000)} ago)`;
}

function dateText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function span(ms: number): string {
  const [count, unit] =
    ms >= dayMs ? [ms / dayMs, 'day'] : ms >= 3_600_000 ? [ms / 3_600_000, 'hour'] : [ms / 60_000, 'minute'];
  const whole = Math.floor(count);
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}
