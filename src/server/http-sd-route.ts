import type { ScheduledTarget } from '../engine/scheduled-target.ts';
import { scrapeTimeoutMs } from '../generate/scrape/scrape-timeout.ts';
import type { Route } from './app-parts.ts';
import { goQueryValues } from './go-query.ts';
import { send } from './reply.ts';

/**
 * `/api/v1/http_sd`: what this instance probes on its schedules, as Prometheus' HTTP service discovery reads it, so that
 * Prometheus can probe the same through `/probe`. `job`, which may be repeated, asks for these schedules alone.
 *
 * A target with credentials in it is left out: whoever may ask for `/metrics` may ask for this.
 */
export const httpSdRoute: Route = ({ response, query, rawQuery }, { scheduledTargets }) => {
  const jobs = query.has('job') ? new Set(goQueryValues(rawQuery, 'job')) : undefined;
  const targets = scheduledTargets().filter(
    ({ jobName, target, labels }) => jobs?.has(jobName) !== false && labels['instance'] === target.text,
  );
  send(response, {
    status: 200,
    body: `${JSON.stringify(targetGroups(targets))}\n`,
    headers: { 'content-type': 'application/json' },
  });
};

interface TargetGroup {
  readonly targets: string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Targets with the same labels make up a group. */
function targetGroups(targets: readonly ScheduledTarget[]): readonly TargetGroup[] {
  const groups = new Map<string, TargetGroup>();
  for (const scheduled of targets) {
    const labels = labelsOf(scheduled);
    const key = JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)));
    const group = groups.get(key) ?? { targets: [], labels };
    group.targets.push(scheduled.target.text);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Those of the series but for `instance`, which is the target, and how `/probe` is to be asked. */
function labelsOf({ labels, module, target, intervalMs, timeoutMs }: ScheduledTarget): TargetGroup['labels'] {
  const { instance: _instance, ...kept } = labels;
  return {
    ...kept,
    __param_module: module.name,
    ...(target.hostname === undefined ? {} : { __param_hostname: target.hostname }),
    __scrape_interval__: `${intervalMs}ms`,
    __scrape_timeout__: `${scrapeTimeoutMs({ intervalMs, timeoutMs })}ms`,
  };
}
