import { certificatesDashboard } from './certificates.ts';
import { exporterDashboard } from './exporter.ts';
import { fleetDashboard } from './fleet.ts';
import type { Dashboard } from './panel.ts';
import type { DashboardSettings } from './settings.ts';
import { sloDashboard } from './slo.ts';
import { targetDashboard } from './target.ts';

/** The dashboards that come with Vantage, by the names under which they are asked for. */
export const dashboards = {
  fleet: fleetDashboard,
  target: targetDashboard,
  certificates: certificatesDashboard,
  slo: sloDashboard,
  exporter: exporterDashboard,
} as const satisfies Readonly<Record<string, (settings: DashboardSettings) => Dashboard>>;

export type DashboardName = keyof typeof dashboards;

/** In the order in which one looks at them. */
export const dashboardNames: readonly DashboardName[] = [
  'fleet',
  'target',
  'certificates',
  'slo',
  'exporter',
];
