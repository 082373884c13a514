import type { MetricFamily } from '../../../probes/contract.ts';
import { measuredJson, summaryJson, transcriptJson } from '../../engine/result-json.ts';
import { harmlessJson } from '../../harmless-json.ts';
import type { CheckedRun, RunChanges } from '../report/checked-run.ts';

/**
 * A result as one JSON object on one line, ending in a line break.
 *
 * The shape is a promise to scripts. Every key below is always there; what did not happen is `null`, a phase
 * that did not happen is missing from `phases`. Durations are seconds, times are ISO 8601 in UTC.
 *
 *     job, labels             of a scheduled target, else null and {}
 *     module, prober          as given        hostname          the name used in place of the target's, or null
 *     target                  as given, without credentials
 *     parameters              { name: value } of `/probe` that `allow_params` let pass; {} here
 *     started_at              time            duration_seconds  timeout_seconds
 *     success                 boolean         failure           { phase, reason, blame, detail } or null
 *     warnings                [{ kind, detail }]; kind is expiry, unverified, slow or local-delay
 *     phases                  { resolve, connect, tls, ... : seconds }
 *     address                 { ip, family, lookup_seconds } or null; ip and family are null without an address
 *     tls                     { version, cipher, alpn, verification: { kind, fault }, last_chain_expires_at,
 *                               chain: [{ subject, issuer, dns_names, serial_number, sha256, not_before,
 *                               not_after }] } or null; kind is verified, skipped or refused
 *     changes                 { since: { started_at }, list: [{ what, before, after }] } of a failure after a success of
 *                             the same command and target, else null
 *     metrics                 [{ name, labels, value }], those of `/probe`; a value that JSON cannot hold
 *                             (NaN, infinities) is null
 *     transcript              [{ at_seconds, kind, level, message, fields }]; a field is a text, a number, true or
 *                             false, or a list of texts
 *
 * Characters that could steer a terminal are written as `\u` escapes, which every JSON reader undoes.
 */
export function jsonView(run: CheckedRun, metrics: readonly MetricFamily[]): string {
  const { result, warnings, changes, job, labels } = run;
  const report = {
    job: job ?? null,
    labels: labels ?? {},
    ...summaryJson(result),
    warnings: warnings.map(({ kind, detail }) => ({ kind, detail })),
    ...measuredJson(result),
    changes: changes === undefined ? null : changesJson(changes),
    metrics: metrics.flatMap(({ name, samples }) =>
      samples.map(({ labels, value }) => ({ name, labels: labels ?? {}, value })),
    ),
    transcript: transcriptJson(result),
  };
  return `${harmlessJson(report)}\n`;
}

function changesJson({ sinceMs, list }: RunChanges) {
  return { since: { started_at: new Date(sinceMs).toISOString() }, list };
}
