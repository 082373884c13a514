import type { Config } from '../../config/module.ts';
import type { DashboardSettings } from './settings.ts';

/** What of the dashboards' settings a configuration says. Labels of targets that are discovered are not known here. */
export function dashboardSettingsOf({
  schedules,
  vantage,
}: Config): Pick<DashboardSettings, 'groupLabels' | 'pointLabels'> {
  const named = schedules
    .flatMap(({ labels, staticConfigs }) => [labels, ...staticConfigs.map((group) => group.labels)])
    .flatMap(Object.keys)
    .filter((name) => !name.startsWith('__'));
  const [first, ...others] = new Set([...named, 'job', 'module']);
  return {
    groupLabels: [first ?? 'job', ...others],
    pointLabels: ['vantage', ...Object.keys(vantage.labels)],
  };
}
