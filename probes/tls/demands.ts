import type { Failure, FailureReason } from '../failure.ts';
import type { Tell } from '../shared/assertion.ts';
import { subjectOf } from '../shared/regexp/regexp.ts';
import { formatGoDuration } from '../shared/schema/go-duration.ts';
import { shortened } from '../shared/shortened.ts';
import type { TlsVersionName } from '../shared/tls/options.ts';
import type { CertificateEvidence, OcspStapleEvidence, TlsEvidence } from '../tls-evidence.ts';
import type { TlsDemands } from './options.ts';
import { matchesPin } from './pins.ts';
import { revocationProblem } from './revocation.ts';

/** The evidence of a connection that stands, with the peer's own certificate taken out of its chain. */
interface Peer {
  readonly tls: TlsEvidence;
  readonly leaf: CertificateEvidence;
  /** Unix milliseconds. */
  readonly atMs: number;
}

type Demand = (demands: TlsDemands, peer: Peer) => Failure | undefined;

/**
 * The first demand of the module that the connection does not meet, or `undefined`: who issued the certificate,
 * which one it is, the version, how long it will last, the OCSP response, and the revocation lists.
 *
 * `atMs` is in Unix milliseconds. `tell` is told of each demand that the module has.
 */
export function unmetDemand(
  demands: TlsDemands,
  tls: TlsEvidence,
  { atMs, tell = () => {} }: { readonly atMs: number; readonly tell?: Tell },
): Failure | undefined {
  const [leaf] = tls.chain;
  if (leaf === undefined) return undefined;
  for (const { key, expected, judge } of judgements) {
    const wanted = expected(demands);
    if (wanted === undefined) continue;
    const failure = judge(demands, { tls, leaf, atMs });
    tell({ demand: key, expected: wanted, seen: failure?.detail ?? 'as demanded' }, failure === undefined);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

const issuer: Demand = ({ allowedIssuers }, { leaf }) => {
  if (allowedIssuers.length === 0 || allowedIssuers.some((regexp) => regexp.test(subjectOf(leaf.issuer)))) {
    return undefined;
  }
  const name = JSON.stringify(shortened(leaf.issuer));
  return unmet('assert.issuer', `the certificate was issued by ${name}, which no allowed_issuers matches`);
};

const pinned: Demand = ({ pins }, { leaf }) => {
  if (pins.length === 0 || pins.some((pin) => matchesPin(leaf, pin))) return undefined;
  const key = leaf.publicKey === undefined ? '' : ` with the key sha256/${leaf.publicKey.sha256Base64}`;
  return unmet('assert.pin', `the certificate ${leaf.sha256Hex}${key} is not pinned`);
};

const versionNames: Readonly<Record<TlsVersionName, string>> = {
  TLS10: 'TLS 1.0',
  TLS11: 'TLS 1.1',
  TLS12: 'TLS 1.2',
  TLS13: 'TLS 1.3',
};

const version: Demand = ({ minVersion }, { tls }) => {
  if (minVersion === undefined) return undefined;
  const lowest = versionNames[minVersion];
  if (tls.version !== undefined && tls.version >= lowest) return undefined;
  return unmet('assert.tls_version', `${tls.version ?? 'no version'} was agreed on, less than ${lowest}`);
};

const validity: Demand = ({ minValidityMs }, { tls, leaf, atMs }) => {
  if (minValidityMs === undefined) return undefined;
  const lastsMs = (tls.lastChainExpirySeconds ?? leaf.notAfterSeconds) * 1000 - atMs;
  if (lastsMs >= minValidityMs) return undefined;
  const wholeSeconds = Math.floor(lastsMs / 1000) * 1000;
  const lasts = lastsMs < 0 ? 'has expired' : `is valid for another ${formatGoDuration(wholeSeconds)} only`;
  const demanded = formatGoDuration(minValidityMs);
  return unmet(
    'assert.cert_validity',
    `the certificate or its chain ${lasts}, where ${demanded} are demanded`,
  );
};

const ocspStaple: Demand = ({ requireOcspStaple }, { tls, atMs }) => {
  if (!requireOcspStaple) return undefined;
  const problem =
    tls.ocspStaple === undefined
      ? 'the target stapled no OCSP response'
      : stapleProblem(tls.ocspStaple, atMs / 1000);
  return problem === undefined ? undefined : unmet('assert.ocsp_staple', problem);
};

function stapleProblem(staple: OcspStapleEvidence, atSeconds: number): string | undefined {
  const { status, signature, detail, thisUpdateSeconds = 0, nextUpdateSeconds } = staple;
  if (status === 'unusable')
    return `the stapled OCSP response cannot be used: ${detail ?? 'it is malformed'}`;
  if (signature !== 'valid') {
    return `the signature of the stapled OCSP response is ${signature}: ${detail ?? 'nobody knows why'}`;
  }
  if (status !== 'good') return `the stapled OCSP response says that the certificate is ${status}`;
  if (atSeconds < thisUpdateSeconds) return `the stapled OCSP response is from ${isoTime(thisUpdateSeconds)}`;
  if (nextUpdateSeconds !== undefined && atSeconds > nextUpdateSeconds) {
    return `the stapled OCSP response was to be renewed by ${isoTime(nextUpdateSeconds)}`;
  }
  return undefined;
}

const revocation: Demand = ({ failIfRevoked }, { tls }) => {
  if (!failIfRevoked) return undefined;
  const problem = revocationProblem(tls.revocation);
  return problem === undefined ? undefined : { phase: 'assertion', reason: 'assert.revoked', ...problem };
};

/** The demands by their keys, in the order in which they are judged; `expected` is absent where the module has none. */
const judgements: readonly {
  readonly key: string;
  readonly expected: (demands: TlsDemands) => string | undefined;
  readonly judge: Demand;
}[] = [
  {
    key: 'allowed_issuers',
    expected: ({ allowedIssuers }) =>
      allowedIssuers.map(({ source }) => `like "${source}"`).join(' or ') || undefined,
    judge: issuer,
  },
  {
    key: 'pinned_sha256',
    expected: ({ pins }) => (pins.length === 0 ? undefined : `one of ${pins.length} pins`),
    judge: pinned,
  },
  {
    key: 'min_version',
    expected: ({ minVersion }) => (minVersion === undefined ? undefined : versionNames[minVersion]),
    judge: version,
  },
  {
    key: 'min_validity',
    expected: ({ minValidityMs }) =>
      minValidityMs === undefined ? undefined : formatGoDuration(minValidityMs),
    judge: validity,
  },
  {
    key: 'require_ocsp_staple',
    expected: ({ requireOcspStaple }) => (requireOcspStaple ? 'a good response' : undefined),
    judge: ocspStaple,
  },
  {
    key: 'fail_if_revoked',
    expected: ({ failIfRevoked }) => (failIfRevoked ? 'lists without the certificates' : undefined),
    judge: revocation,
  },
];

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function unmet(reason: FailureReason, detail: string): Failure {
  return { phase: 'assertion', reason, blame: 'target', detail };
}
