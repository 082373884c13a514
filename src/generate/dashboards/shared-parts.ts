import type { ChoiceVariable, QueryVariable, Thresholds } from './panel.ts';
import type { DashboardSettings } from './settings.ts';

/** The labels that make a target. */
export const byTarget = 'by (job, instance, module)';

/** Of what is 1 when it is well. */
export const upThresholds: Thresholds = ['red', [0.5, 'orange'], [1, 'green']];

/** Of what is 0 when it is well. */
export const noneThresholds: Thresholds = ['green', [1, 'red']];

/** Of seconds that a certificate still lasts. */
export const expiryThresholds: Thresholds = ['red', [7 * 86_400, 'orange'], [21 * 86_400, 'green']];

/** Which jobs are shown. */
export const jobVariable: QueryVariable = {
  kind: 'query',
  name: 'job',
  title: 'Job',
  query: 'label_values(probe_success, job)',
  several: true,
};

/** Which of the chosen job's targets is shown. */
export const instanceVariable: QueryVariable = {
  kind: 'query',
  name: 'instance',
  title: 'Target',
  query: 'label_values(probe_success{job=~"$job"}, instance)',
  several: false,
};

/** Which vantage points are shown. */
export const vantageVariable: QueryVariable = {
  kind: 'query',
  name: 'vantage',
  title: 'Vantage point',
  query: 'label_values(probe_success{job=~"$job"}, vantage)',
  several: true,
};

/** By which label targets are put together. */
export function groupVariable({ groupLabels }: DashboardSettings): ChoiceVariable {
  return { kind: 'choice', name: 'group', title: 'Targets by', words: groupLabels };
}

/** By which label vantage points are put together. */
export function pointVariable({ pointLabels }: DashboardSettings): ChoiceVariable {
  return { kind: 'choice', name: 'point', title: 'Vantage points by', words: pointLabels };
}
