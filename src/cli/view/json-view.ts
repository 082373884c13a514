import type { CertificateEvidence, MetricFamily, Outcome, TlsEvidence } from '../../../probes/contract.ts';
import { redactTarget } from '../../config/redact-text.ts';
import type { ProbeResult } from '../../engine/run.ts';
import { wordsOf } from '../../engine/transcript-words.ts';
import { isoTime } from './dates.ts';

/**
 * A result as one JSON object on one line, ending in a line break.
 *
 * The shape is a promise to scripts. Every key below is always there; what did not happen is `null`, a phase
 * that did not happen is missing from `phases`. Durations are seconds, times are ISO 8601 in UTC.
 *
 *     module, prober          as given        hostname          the name used in place of the target's, or null
 *     target                  as given, without credentials
 *     started_at              time            duration_seconds  timeout_seconds
 *     success                 boolean         failure           { phase, reason, blame, detail } or null
 *     phases                  { resolve, connect, tls, ... : seconds }
 *     address                 { ip, family, lookup_seconds } or null; ip and family are null without an address
 *     tls                     { version, cipher, alpn, verification: { kind, fault }, last_chain_expires_at,
 *                               chain: [{ subject, issuer, dns_names, serial_number, sha256, not_before,
 *                               not_after }] } or null; kind is verified, skipped or refused
 *     metrics                 [{ name, labels, value }], those of `/probe`; a value that JSON cannot hold
 *                             (NaN, infinities) is null
 *     transcript              [{ at_seconds, kind, level, message, fields }]; a field is a text, a number, true or
 *                             false, or a list of texts
 *
 * Characters that could steer a terminal are written as `\u` escapes, which every JSON reader undoes.
 */
export function jsonView(result: ProbeResult, metrics: readonly MetricFamily[]): string {
  const { outcome } = result;
  const report = {
    module: result.module,
    prober: result.prober,
    target: redactTarget(result.target.text),
    hostname: result.target.hostname ?? null,
    started_at: new Date(result.startedAtMs).toISOString(),
    duration_seconds: seconds(result.durationMs),
    timeout_seconds: seconds(result.timeoutMs),
    success: outcome.ok,
    failure: failureOf(outcome),
    phases: phasesOf(outcome),
    address: addressOf(outcome),
    tls: outcome.tls === undefined ? null : tlsOf(outcome.tls),
    metrics: metrics.flatMap(({ name, samples }) =>
      samples.map(({ labels, value }) => ({ name, labels: labels ?? {}, value })),
    ),
    transcript: result.transcript.map((event) => ({
      at_seconds: seconds(event.atMs),
      kind: event.kind,
      ...wordsOf(event),
      fields: event.fields,
    })),
  };
  return `${JSON.stringify(report).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escapeUnits)}\n`;
}

function failureOf(outcome: Outcome): object | null {
  if (outcome.ok) return null;
  const { phase, reason, blame, detail } = outcome.failure;
  return { phase, reason, blame, detail };
}

function phasesOf({ phases }: Outcome): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(phases).map(([name, ms]) => [name, seconds(ms)]));
}

function addressOf({ address }: Outcome): object | null {
  if (address === undefined) return null;
  return {
    ip: address.chosen?.address ?? null,
    family: address.chosen?.family ?? null,
    lookup_seconds: seconds(address.lookupMs),
  };
}

function tlsOf(tls: TlsEvidence): object {
  const expiry = tls.lastChainExpirySeconds;
  return {
    version: tls.version ?? null,
    cipher: tls.cipher ?? null,
    alpn: tls.alpn ?? null,
    verification: verificationOf(tls),
    last_chain_expires_at: expiry === undefined ? null : (isoTime(expiry) ?? null),
    chain: tls.chain.map(certificateOf),
  };
}

function verificationOf({ verification }: TlsEvidence): object | null {
  if (verification === undefined) return null;
  const { kind } = verification;
  if (kind === 'verified') return { kind, fault: null };
  return { kind, fault: (kind === 'refused' ? verification.fault : verification.wouldFailWith) ?? null };
}

function certificateOf(certificate: CertificateEvidence): object {
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

/** Milliseconds as seconds, to the nanosecond: what floating point adds beyond is noise. */
function seconds(ms: number): number {
  return Math.round(ms * 1e6) / 1e9;
}

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16);
    return `\\u${unit.padStart(4, '0')}`;
  }).join('');
}
