import { formatGoDuration } from '../../../probes/shared/schema/go-duration.ts';
import type { ProbeResult } from '../../engine/run.ts';
import { isoTime } from '../../iso-time.ts';
import { daysLeft } from '../view/dates.ts';

/** What may be worth a look although the probe succeeded. */
export const warningKinds = ['expiry', 'unverified', 'slow', 'local-delay'] as const;
export type WarningKind = (typeof warningKinds)[number];

export interface Warning {
  readonly kind: WarningKind;
  /** One sentence for people. */
  readonly detail: string;
}

/** From where on something is worth a warning. */
export interface WarningLimits {
  /** A certificate that has less time left. */
  readonly expiryMs: number;
  /** A run that took longer; absent, none is too slow. */
  readonly slowMs?: number;
  /** A run in which this program's own event loop was later than that. */
  readonly localDelayMs: number;
}

const msPerDay = 86_400_000;

/** Certificates of 90 days are renewed 30 days before their end: with 21 left something did not go as planned. */
export const usualLimits: WarningLimits = { expiryMs: 21 * msPerDay, localDelayMs: 250 };

/** The warnings of a run, also of one that failed, in the order of {@link warningKinds}. */
export function warningsOf(result: ProbeResult, limits: WarningLimits): readonly Warning[] {
  return [
    ...expiring(result, limits.expiryMs),
    ...unverified(result),
    ...slow(result, limits.slowMs),
    ...delayed(result, limits.localDelayMs),
  ];
}

function expiring({ outcome, startedAtMs }: ProbeResult, expiryMs: number): readonly Warning[] {
  const nowSeconds = startedAtMs / 1000;
  const chain = outcome.tls?.chain ?? [];
  const soon = chain.filter(
    ({ notAfterSeconds }) => notAfterSeconds > nowSeconds && notAfterSeconds - nowSeconds < expiryMs / 1000,
  );
  return soon.map(({ subject, notAfterSeconds }) => {
    const name = subject === '' ? 'a certificate' : `the certificate of ${subject}`;
    const date = isoTime(notAfterSeconds) ?? 'an unknown date';
    return {
      kind: 'expiry',
      detail: `${name} expires on ${date} (${daysLeft(notAfterSeconds, nowSeconds)})`,
    };
  });
}

function unverified({ outcome }: ProbeResult): readonly Warning[] {
  const verification = outcome.tls?.verification;
  if (verification?.kind !== 'skipped' || verification.wouldFailWith === undefined) return [];
  const detail = `the certificate was not verified, and would be refused: ${verification.wouldFailWith}`;
  return [{ kind: 'unverified', detail }];
}

function slow({ durationMs }: ProbeResult, slowMs: number | undefined): readonly Warning[] {
  if (slowMs === undefined || durationMs <= slowMs) return [];
  const detail = `the run took ${durationMs.toFixed(1)} ms, more than ${formatGoDuration(slowMs)}`;
  return [{ kind: 'slow', detail }];
}

function delayed({ localDelayMs }: ProbeResult, limitMs: number): readonly Warning[] {
  if (localDelayMs <= limitMs) return [];
  const detail = `this host was busy: times may be up to ${localDelayMs.toFixed(0)} ms too long`;
  return [{ kind: 'local-delay', detail }];
}
