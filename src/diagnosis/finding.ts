import { z } from 'zod';
import { shortened } from '../../probes/shared/shortened.ts';
import type { TlsEvidence } from '../../probes/tls-evidence.ts';
import type { ProbeResult } from '../engine/run.ts';
import type { Finding, SeenCertificate } from './evidence.ts';
import { seenOfHttp } from './http-traces.ts';

/** What the observations of the HTTP prober and of the WebSocket prober have in common with each other. */
const observed = z.object({
  response: z.object({ statusCode: z.number() }).optional().catch(undefined),
  statusCode: z.number().optional().catch(undefined),
  redirects: z.number().optional().catch(undefined),
});

/** What a verdict needs to know of a run. */
export function findingOf(result: ProbeResult): Finding {
  const { outcome, durationMs, timeoutMs } = result;
  const observations = observed.safeParse(outcome.observations).data;
  const statusCode = observations?.response?.statusCode ?? observations?.statusCode;
  const certificate = certificateOf(outcome.tls);
  const seen = seenOfHttp(result.transcript);
  return {
    ok: outcome.ok,
    ...(outcome.ok ? {} : { failure: { ...outcome.failure, detail: cut(outcome.failure.detail) } }),
    durationMs,
    timeoutMs,
    phases: outcome.phases,
    ...(outcome.address?.chosen === undefined ? {} : { ip: outcome.address.chosen.address }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(observations?.redirects === undefined ? {} : { redirects: observations.redirects }),
    ...seen,
    ...(seen.peerSeconds === undefined ? {} : { aheadOfPeerMs: aheadOf(seen.peerSeconds, result) }),
  };
}

/** The response came before the run was over, so that this is at most a second and the time of the run too much. */
function aheadOf(peerSeconds: number, { startedAtMs, durationMs }: ProbeResult): number {
  return Math.floor((startedAtMs + durationMs) / 1000 - peerSeconds) * 1000;
}

/** Of a sentence that somebody else had a say in. */
const longestDetail = 500;

function cut(detail: string): string {
  return detail.length > longestDetail ? `${detail.slice(0, longestDetail)}…` : detail;
}

/** How many names of a certificate are kept. */
const namesKept = 5;

function certificateOf(tls: TlsEvidence | undefined): SeenCertificate | undefined {
  const leaf = tls?.chain[0];
  if (tls === undefined || leaf === undefined) return undefined;
  const { verification } = tls;
  const fault = verification?.kind === 'refused' ? verification.fault : wouldFailWith(verification);
  return {
    subject: shortened(leaf.subject),
    issuer: shortened(leaf.issuer),
    dnsNames: leaf.dnsNames.slice(0, namesKept).map(shortened),
    notBeforeSeconds: leaf.notBeforeSeconds,
    notAfterSeconds: leaf.notAfterSeconds,
    sha256Hex: leaf.sha256Hex,
    ...(fault === undefined ? {} : { fault }),
    isSelfSigned: leaf.subject === leaf.issuer,
    sentCertificates: tls.chain.length,
    ...(tls.missingIssuer === undefined ? {} : { missingIssuer: shortened(tls.missingIssuer.issuer) }),
  };
}

function wouldFailWith(verification: TlsEvidence['verification']): SeenCertificate['fault'] {
  return verification?.kind === 'skipped' ? verification.wouldFailWith : undefined;
}
