import { Counter, Gauge, type Registry } from 'prom-client';
import { type DiagnosisFate, diagnosisFates } from '../diagnosis/fate.ts';

/** What became of diagnoses, and how much memory they take. */
export interface DiagnosisHealth {
  diagnosisEnded(fate: DiagnosisFate): void;
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
  const bytes: Gauge = new Gauge({
    name: 'vantage_diagnoses_bytes',
    help: 'How much memory the diagnoses of scheduled targets take, about.',
    registers: [registry],
    collect: () => bytes.set(watched.bytes),
  });
  return {
    diagnosisEnded: (result) => ended.inc({ result }),
    watchDiagnoses(store) {
      watched = store;
    },
  };
}
