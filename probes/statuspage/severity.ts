/** The words of status pages, in the order of how bad they are; the place of a word is its level on dashboards. */

/** What a page says of itself as a whole: `status.indicator`. */
export const indicators = ['none', 'maintenance', 'minor', 'major', 'critical'] as const;
export type Indicator = (typeof indicators)[number];

/** What a page says of one component. */
export const componentStatuses = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const;
export type ComponentStatus = (typeof componentStatuses)[number];

/** How bad an incident is, in the words of {@link indicators}. */
export const impacts = indicators;

/** What is being done about an incident; the last two are over. */
export const incidentStatuses = [
  'investigating',
  'identified',
  'monitoring',
  'resolved',
  'postmortem',
] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];

/** How far a maintenance is; the last one is over. */
export const maintenanceStatuses = ['scheduled', 'in_progress', 'verifying', 'completed'] as const;
export type MaintenanceStatus = (typeof maintenanceStatuses)[number];

/** From 0 for `none` to 4 for `critical`. */
export function indicatorLevel(indicator: Indicator): number {
  return indicators.indexOf(indicator);
}

/** From 0 for `operational` to 4 for `major_outage`. */
export function componentLevel(status: ComponentStatus): number {
  return componentStatuses.indexOf(status);
}
