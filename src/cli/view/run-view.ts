import type { CheckedRun } from '../report/checked-run.ts';
import { type TextStyle, textView } from './text-view.ts';

/** A run for people, with what its prober knows beside the rest: see {@link textView}. */
export function runView(run: CheckedRun, style: TextStyle): string {
  const { outcome } = run.result;
  // A prober that threw left no observations to word.
  const isBug = outcome.observations === undefined;
  return textView(run, isBug ? [] : run.module.prober.facts(outcome), style);
}
