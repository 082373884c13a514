/** What is different about a failure from the last good run of the same target: a pure view of both. */

import { secondsOf } from '../../../probes/shared/seconds.ts';
import type { CertificateEvidence } from '../../../probes/tls-evidence.ts';
import type { EventKind, EventValue, TranscriptEvent } from '../../../probes/transcript.ts';
import type { ProbeResult } from '../run.ts';
import { headerChanges } from './header-changes.ts';

/** One thing that is different. Absent on one side is null. */
export interface Change {
  /**
   * `answers`, `address`, `tls.version`, `certificate.sha256`, `status`, `header server`, `phase connect` and so on.
   */
  readonly what: string;
  readonly before: ChangeValue;
  readonly after: ChangeValue;
}

/** Durations are seconds, times Unix seconds. */
export type ChangeValue = string | number | readonly string[] | null;

/** The differences from the last good run. */
export interface Changes {
  readonly since: { readonly id: number; readonly runId: string; readonly startedAtMs: number };
  readonly list: readonly Change[];
}

/** The changes since a run that succeeded. */
export function changesSince(
  good: { readonly id: number; readonly runId: string; readonly result: ProbeResult },
  failure: ProbeResult,
): Changes {
  const { id, runId, result } = good;
  return { since: { id, runId, startedAtMs: result.startedAtMs }, list: changesBetween(result, failure) };
}

/**
 * What differs from one result to the next. What the later one did not get to is not told: that is the failure itself.
 */
export function changesBetween(before: ProbeResult, after: ProbeResult): readonly Change[] {
  return [
    ...fieldChanges('resolve.chosen', resolvedFields, { before, after }),
    ...fieldChanges('tls.established', tlsFields, { before, after }),
    ...certificateChanges(before, after),
    ...fieldChanges('http.response', httpFields, { before, after }),
    ...headerChanges(lastOf(before, 'http.response'), lastOf(after, 'http.response')),
    ...fieldChanges('dns.reply', dnsFields, { before, after }),
    ...phaseChanges(before, after),
  ];
}

/** What fields of events are called, by their names. */
type Fields = Readonly<Record<string, string>>;

const resolvedFields: Fields = { answers: 'answers', ip: 'address' };
const tlsFields: Fields = {
  version: 'tls.version',
  cipher: 'tls.cipher',
  group: 'tls.group',
  alpn: 'tls.alpn',
  verification: 'tls.verification',
  fault: 'tls.fault',
};
const httpFields: Fields = { status: 'status', version: 'http.version' };
const dnsFields: Fields = { rcode: 'dns.rcode', flags: 'dns.flags', answers: 'dns.answers' };

interface Both {
  readonly before: ProbeResult;
  readonly after: ProbeResult;
}

function fieldChanges(kind: EventKind, fields: Fields, { before, after }: Both): readonly Change[] {
  const [old, now] = [lastOf(before, kind), lastOf(after, kind)];
  if (old === undefined || now === undefined) return [];
  return Object.entries(fields).flatMap(([name, what]) => {
    const [was, is] = [valueOf(old.fields[name]), valueOf(now.fields[name])];
    return isSame(was, is) ? [] : [{ what, before: was, after: is }];
  });
}

function lastOf({ transcript }: ProbeResult, kind: EventKind): TranscriptEvent | undefined {
  // A handshake that failed shows as much as one that did not.
  return transcript.findLast(
    (event) => event.kind === kind || (kind === 'tls.established' && event.kind === 'tls.failed'),
  );
}

/** Lists are sorted: answers come in any order. */
function valueOf(value: EventValue | undefined): ChangeValue {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? value.toSorted() : value;
}

function isSame(left: ChangeValue, right: ChangeValue): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return left === right;
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

const certificateFields = {
  subject: 'certificate.subject',
  issuer: 'certificate.issuer',
  notAfterSeconds: 'certificate.not_after',
  sha256Hex: 'certificate.sha256',
} as const satisfies Partial<Record<keyof CertificateEvidence, string>>;

function certificateChanges(before: ProbeResult, after: ProbeResult): readonly Change[] {
  const [old] = before.outcome.tls?.chain ?? [];
  const [now] = after.outcome.tls?.chain ?? [];
  if (old === undefined || now === undefined || old.sha256Hex === now.sha256Hex) return [];
  return (['subject', 'issuer', 'notAfterSeconds', 'sha256Hex'] as const).flatMap((field) =>
    old[field] === now[field]
      ? []
      : [{ what: certificateFields[field], before: old[field], after: now[field] }],
  );
}

/** A phase is told when it took this many times as long, and so much longer. */
const markedRatio = 2;
const markedMs = 50;

function phaseChanges(before: ProbeResult, after: ProbeResult): readonly Change[] {
  const old = new Map(Object.entries(before.outcome.phases));
  return Object.entries(after.outcome.phases).flatMap(([name, isMs]) => {
    const wasMs = old.get(name);
    if (wasMs === undefined || !isMarked(wasMs, isMs)) return [];
    return [{ what: `phase ${name}`, before: secondsOf(wasMs), after: secondsOf(isMs) }];
  });
}

function isMarked(wasMs: number, isMs: number): boolean {
  const [shorter, longer] = wasMs < isMs ? [wasMs, isMs] : [isMs, wasMs];
  return longer >= markedRatio * shorter && longer - shorter >= markedMs;
}
