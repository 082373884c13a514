import type { Config } from '../../config/module.ts';
import { redactTarget } from '../../config/redact-text.ts';
import { type AlertDiagnoses, createAlertDiagnoses } from '../../diagnosis/alerts/alert-diagnoses.ts';
import { type AutomaticDiagnosis, automaticDiagnosis } from '../../diagnosis/automatic.ts';
import { type LimitedDiagnosis, limitedTo } from '../../diagnosis/limited.ts';
import { createDiagnosisStore, type DiagnosisStore } from '../../diagnosis/store.ts';
import { createDiagnosisRunner } from '../../diagnosis/thread/diagnosis-runner.ts';
import { systemClock } from '../../engine/clock.ts';
import type { ProbeHistory } from '../../engine/history/history.ts';
import type { ScheduledTarget } from '../../engine/scheduled-target.ts';
import { systemTimers } from '../../engine/timers.ts';
import type { Logger } from '../../log.ts';
import type { ScheduledSeries } from '../../metrics/scheduled/series.ts';
import type { SelfMetrics } from '../../metrics/self.ts';
import type { ServeFlags } from './serve-flags.ts';

/** The diagnoses of a server. */
export interface Diagnoses {
  readonly automatic: AutomaticDiagnosis;
  readonly store: DiagnosisStore;
  readonly ofAlerts: AlertDiagnoses;
  /** Absent: nobody may ask for one. */
  readonly onDemand: LimitedDiagnosis | undefined;
  stop(): Promise<void>;
}

export interface DiagnosesParts {
  readonly flags: Pick<ServeFlags, 'diagnoseMaxPerMinute' | 'diagnoseResolvers' | 'enableDiagnose'>;
  readonly config: () => Config;
  readonly targets: () => readonly ScheduledTarget[];
  readonly history: ProbeHistory;
  readonly logger: Logger;
  readonly selfMetrics: SelfMetrics;
  readonly series: Pick<ScheduledSeries, 'diagnosed'>;
}

/** How many somebody may have made. */
const onDemand = { atOnce: 2, maxPerMinute: 30, clock: systemClock };

/** Puts together who makes diagnoses, who asks for them, and where they are kept. */
export function createDiagnoses(parts: DiagnosesParts): Diagnoses {
  const { flags, config, targets, history, logger, selfMetrics, series } = parts;
  const store = createDiagnosisStore();
  selfMetrics.watchDiagnoses(store);
  const runner = createDiagnosisRunner({
    entry: new URL('../../diagnosis/thread/diagnosis-thread.js', import.meta.url),
    config,
    otherResolvers: flags.diagnoseResolvers,
    timers: systemTimers,
    onLost: (reason) => logger.log('error', 'The thread of diagnoses has ended', { reason }),
  });
  const automatic = automaticDiagnosis({
    diagnose: runner.diagnose,
    clock: systemClock,
    maxPerMinute: flags.diagnoseMaxPerMinute,
    onFate: (fate) => selfMetrics.diagnosisEnded(fate),
    onDiagnosis({ key, jobName, target, module }, { runId }, diagnosis) {
      store.add({ runId, key }, diagnosis);
      const { code, blame, sentence } = diagnosis.verdict;
      series.diagnosed(key, { code, blame });
      logger.log('info', 'The failure is diagnosed', {
        job: jobName,
        target: redactTarget(target.text),
        ...(target.hostname === undefined ? {} : { hostname: target.hostname }),
        module: module.name,
        run_id: runId,
        verdict: code,
        blame,
        detail: sentence,
      });
    },
  });
  const ofAlerts = createAlertDiagnoses({
    diagnose: runner.diagnose,
    clock: systemClock,
    targets,
    latestFailure: ({ jobName, module, target }) =>
      history.find({ target: target.text, module: module.name, jobName, ok: false, limit: 1 })[0],
    maxPerMinute: flags.diagnoseMaxPerMinute,
    onFate: (fate) => selfMetrics.alertHeard(fate),
    onDiagnosis({ alert, target }, diagnosis) {
      const { code, blame, sentence } = diagnosis.verdict;
      series.diagnosed(target.key, { code, blame });
      logger.log('info', 'The target of an alert is diagnosed', {
        alert: alert.labels['alertname'] ?? '',
        fingerprint: alert.fingerprint,
        job: target.jobName,
        target: redactTarget(target.target.text),
        module: target.module.name,
        verdict: code,
        blame,
        detail: sentence,
      });
    },
  });
  return {
    automatic,
    store,
    ofAlerts,
    onDemand: flags.enableDiagnose ? limitedTo(onDemand, runner.diagnose) : undefined,
    stop: () => runner.stop(),
  };
}
