import type { Clock } from '../../../probes/contract.ts';
import type { FinishedRun } from '../../engine/history/history.ts';
import type { ScheduledTarget } from '../../engine/scheduled-target.ts';
import { admission } from '../admission.ts';
import type { Diagnosis } from '../diagnose.ts';
import { createDiagnosisStore, type DiagnosisStoreCaps } from '../store.ts';
import type { MakeDiagnosis } from '../thread/diagnosis-runner.ts';
import { targetOfAlert } from './alert-target.ts';
import type { Alert } from './notification.ts';

/**
 * What becomes of an alert that this instance is told of. `begun`: a diagnosis is made; `known`: it is made already, or was;
 * `limited`: too many in the last minute, the next notification may do; `unknown_target`: not probed here; `resolved`: over.
 */
export const alertFates = ['begun', 'known', 'limited', 'unknown_target', 'resolved'] as const;
export type AlertFate = (typeof alertFates)[number];

/** An alert whose target is being diagnosed, or was. */
export interface DiagnosedAlert {
  readonly alert: Alert;
  readonly target: ScheduledTarget;
  /** When the first notification of it came. Unix milliseconds. */
  readonly heardAtMs: number;
  /** The latest failure of the target then; absent when the history had none. */
  readonly run?: FinishedRun | undefined;
  readonly state: 'waiting' | 'made' | 'lost';
  /** Absent until it is made, and when it had to make room for others. */
  readonly diagnosis?: Diagnosis | undefined;
}

/** Diagnoses the targets of alerts, and keeps what came of it under the fingerprint of each. */
export interface AlertDiagnoses {
  heard(alert: Alert): AlertFate;
  of(fingerprint: string): DiagnosedAlert | undefined;
  /** All that are kept, the latest first. */
  list(): readonly DiagnosedAlert[];
}

export interface AlertDiagnosesParts {
  readonly diagnose: MakeDiagnosis;
  readonly clock: Clock;
  readonly targets: () => readonly ScheduledTarget[];
  readonly latestFailure: (target: ScheduledTarget) => FinishedRun | undefined;
  /** How many a minute, at most; 0 is none. */
  readonly maxPerMinute: number;
  readonly onFate: (fate: AlertFate) => void;
  readonly onDiagnosis: (alert: DiagnosedAlert, diagnosis: Diagnosis) => void;
}

/** All experiments of one. */
const longestMs = 8000;
/** At a time: each has some twenty connections. The others wait; as many as may begin in a minute. */
const atOnce = 2;

const caps: DiagnosisStoreCaps = { maxCount: 200, maxBytes: 4 * 1024 * 1024 };

/**
 * Makes one diagnosis of each alert for as long as it fires, however often Alertmanager repeats itself. An alert that fires
 * again later is diagnosed again, in place of what was kept. Of 200 alerts the latest is kept.
 */
export function createAlertDiagnoses(parts: AlertDiagnosesParts): AlertDiagnoses {
  const { clock, diagnose, targets, latestFailure, maxPerMinute, onFate, onDiagnosis } = parts;
  /** By fingerprint, the oldest first. */
  const kept = new Map<string, Omit<DiagnosedAlert, 'diagnosis'>>();
  const store = createDiagnosisStore(caps);
  const admit = admission(maxPerMinute, clock);
  const waiting: DiagnosedAlert[] = [];
  let running = 0;

  function begin(): void {
    const next = running < atOnce ? waiting.shift() : undefined;
    if (next === undefined) return;
    running += 1;
    void make(next).finally(() => {
      running -= 1;
      begin();
    });
  }

  async function make(heard: DiagnosedAlert): Promise<void> {
    const { alert, target, run } = heard;
    const outcome = run?.result.outcome;
    const diagnosis = await diagnose({
      moduleName: target.module.name,
      target: target.target,
      timeoutMs: target.timeoutMs,
      longestMs,
      ...(outcome === undefined || outcome.ok ? {} : { reported: outcome.failure }),
    });
    if (kept.get(alert.fingerprint)?.alert !== alert) return;
    kept.set(alert.fingerprint, { ...heard, state: diagnosis === undefined ? 'lost' : 'made' });
    if (diagnosis === undefined) return;
    store.add({ runId: alert.fingerprint, key: alert.fingerprint }, diagnosis);
    onDiagnosis(heard, diagnosis);
  }

  function fateOf(alert: Alert): AlertFate {
    if (!alert.isFiring) return 'resolved';
    const known = kept.get(alert.fingerprint);
    if (known?.alert.startsAt === alert.startsAt && known.state !== 'lost') return 'known';
    const target = targetOfAlert(alert.labels, targets());
    if (target === undefined) return 'unknown_target';
    if (maxPerMinute === 0 || !admit()) return 'limited';
    const run = latestFailure(target);
    const heard: DiagnosedAlert = { alert, target, run, heardAtMs: clock.wallMs(), state: 'waiting' };
    kept.delete(alert.fingerprint);
    kept.set(alert.fingerprint, heard);
    const [oldest] = kept.keys();
    if (kept.size > caps.maxCount && oldest !== undefined) kept.delete(oldest);
    waiting.push(heard);
    begin();
    return 'begun';
  }

  const withDiagnosis = (known: Omit<DiagnosedAlert, 'diagnosis'>): DiagnosedAlert => ({
    ...known,
    diagnosis: store.of(known.alert.fingerprint),
  });
  return {
    heard(alert) {
      const fate = fateOf(alert);
      onFate(fate);
      return fate;
    },
    of(fingerprint) {
      const known = kept.get(fingerprint);
      return known && withDiagnosis(known);
    },
    list: () => [...kept.values()].map(withDiagnosis).toReversed(),
  };
}
