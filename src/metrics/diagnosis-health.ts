import { Counter, Gauge, type Registry } from 'prom-client';
import { type AlertFate, alertFates } from '../diagnosis/alerts/alert-diagnoses.ts';
import { type DiagnosisFate, diagnosisFates } from '../diagnosis/fate.ts';

/** What became of diagnoses, and how much memory they take. */
export interface DiagnosisHealth {
  diagnosisEnded(fate: DiagnosisFate): void;
  alertHeard(fate: AlertFate): void;
  /** Shows this store from now on. */
  watchDiagnoses(store: { readonly bytes: number }): void;
}

/** Registers the metrics of the diagnoses of scheduled targets. */
export function registerDiagnosisHealth(registry: Registry): DiagnosisHealth {
  let watched: { readonly bytes: number } = { bytes: 0 };
  const ended = new Counter({
    name: 'vantage_diagnoses_total',
    help: 'Diagnoses of scheduled targets that went down: made; limited, those that had to wait for a later failure; lost.',
    labelNames: ['result'],
    registers: [registry],
  });
  for (const result of diagnosisFates) ended.inc({ result }, 0);
  const alerts = new Counter({
    name: 'vantage_alerts_heard_total',
    help: 'Alerts that Alertmanager told of: a diagnosis begun or known, limited, unknown_target or resolved.',
    labelNames: ['result'],
    registers: [registry],
  });
  for (const result of alertFates) alerts.inc({ result }, 0);
  const bytes: Gauge = new Gauge({
    name: 'vantage_diagnoses_bytes',
    help: 'How much memory the diagnoses of scheduled targets take, about.',
    registers: [registry],
    collect: () => bytes.set(watched.bytes),
  });
  return {
    alertHeard: (result) => alerts.inc({ result }),
    diagnosisEnded: (result) => ended.inc({ result }),
    watchDiagnoses(store) {
      watched = store;
    },
  };
}
