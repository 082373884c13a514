/** A result as plain JSON values: what the history, the shell and scripts have in common. */
import type { Outcome } from '../../probes/contract.ts';
import type { Failure } from '../../probes/failure.ts';
import { hideSecrets } from '../../probes/known-secrets.ts';
import { secondsOf } from '../../probes/shared/seconds.ts';
import type { CertificateEvidence, TlsEvidence } from '../../probes/tls-evidence.ts';
import { redactTarget } from '../config/redact-text.ts';
import { isoTime } from '../iso-time.ts';
import { hideSecretsIn } from './hide-in.ts';
import type { ProbeResult } from './run.ts';
import { wordsOf } from './transcript-words.ts';

/**
 * What ran, when, and how it ended. Every key is always there; what did not happen is null. Durations are seconds,
 * times are ISO 8601 in UTC.
 */
export function summaryJson(result: ProbeResult) {
  const { outcome } = result;
  const { hostname, parameters = {} } = result.target;
  return {
    module: result.module,
    prober: result.prober,
    target: redactTarget(result.target.text),
    hostname: hostname === undefined ? null : hideSecrets(hostname),
    parameters: hideSecretsIn(parameters),
    started_at: new Date(result.startedAtMs).toISOString(),
    duration_seconds: secondsOf(result.durationMs),
    timeout_seconds: secondsOf(result.timeoutMs),
    success: outcome.ok,
    failure: outcome.ok ? null : failureJson(outcome.failure),
  };
}

/** What was measured on the way. A phase that did not happen is missing from `phases`. */
export function measuredJson({ outcome }: ProbeResult) {
  return {
    phases: Object.fromEntries(Object.entries(outcome.phases).map(([name, ms]) => [name, secondsOf(ms)])),
    address: addressJson(outcome),
    tls: outcome.tls === undefined ? null : tlsJson(outcome.tls),
  };
}

/** What was written down, in order. */
export function transcriptJson({ transcript }: ProbeResult) {
  return transcript.map((event) => ({
    at_seconds: secondsOf(event.atMs),
    kind: event.kind,
    ...wordsOf(event),
    fields: event.fields,
  }));
}

function failureJson({ phase, reason, blame, detail }: Failure) {
  return { phase, reason, blame, detail };
}

function addressJson({ address }: Outcome) {
  if (address === undefined) return null;
  return {
    ip: address.chosen?.address ?? null,
    family: address.chosen?.family ?? null,
    lookup_seconds: secondsOf(address.lookupMs),
  };
}

function tlsJson(tls: TlsEvidence) {
  const expiry = tls.lastChainExpirySeconds;
  return {
    version: tls.version ?? null,
    cipher: tls.cipher ?? null,
    alpn: tls.alpn ?? null,
    verification: verificationJson(tls),
    last_chain_expires_at: expiry === undefined ? null : (isoTime(expiry) ?? null),
    chain: tls.chain.map(certificateJson),
  };
}

function verificationJson({ verification }: TlsEvidence) {
  if (verification === undefined) return null;
  const { kind } = verification;
  if (kind === 'verified') return { kind, fault: null };
  return { kind, fault: (kind === 'refused' ? verification.fault : verification.wouldFailWith) ?? null };
}

function certificateJson(certificate: CertificateEvidence) {
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    dns_names: certificate.dnsNames,
    serial_number: certificate.serialNumberHex,
    sha256: certificate.sha256Hex,
    not_before: isoTime(certificate.notBeforeSeconds) ?? null,
    not_after: isoTime(certificate.notAfterSeconds) ?? null,
  };
}
