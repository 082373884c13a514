import type { Fact, Outcome } from '../contract.ts';
import { revocationFacts } from '../shared/crl/facts.ts';
import type { MissingIssuer, OcspStapleEvidence } from '../tls-evidence.ts';
import type { TlsObservations } from './observations.ts';

/** How TLS was started, what it agreed on beyond version and suite, and what the chain and its staple lack. */
export function tlsFacts({ observations, tls }: Outcome<TlsObservations>): readonly Fact[] {
  const facts: Fact[] = [];
  if (observations.startTls !== undefined) facts.push({ name: 'starttls', value: observations.startTls });
  if (tls === undefined) return facts;
  if (tls.group !== undefined) facts.push({ name: 'key exchange', value: tls.group });
  if (tls.clientCertificateRequested === true) facts.push({ name: 'client certificate', value: 'asked for' });
  const [leaf] = tls.chain;
  if (leaf === undefined) return facts;
  const { publicKey } = leaf;
  if (publicKey !== undefined) {
    const { type, bits, sha256Base64 } = publicKey;
    const size = bits === undefined ? '' : ` of ${bits} bits`;
    facts.push({ name: 'key', value: `${type}${size}, sha256/${sha256Base64}` });
  }
  return [
    ...facts,
    { name: 'fingerprint', value: leaf.sha256Hex },
    { name: 'chain', value: chainText(tls.missingIssuer) },
    { name: 'ocsp staple', value: stapleText(tls.ocspStaple) },
    ...revocationFacts(tls),
  ];
}

function chainText(missing: MissingIssuer | undefined): string {
  if (missing === undefined) return 'complete';
  return `certificate ${missing.position} lacks its issuer ${missing.issuer}`;
}

function stapleText(staple: OcspStapleEvidence | undefined): string {
  if (staple === undefined) return 'none';
  const { status, signature, nextUpdateSeconds, detail } = staple;
  const until =
    nextUpdateSeconds === undefined ? '' : `, until ${new Date(nextUpdateSeconds * 1000).toISOString()}`;
  return `${status}, signature ${signature}${until}${detail === undefined ? '' : ` (${detail})`}`;
}
