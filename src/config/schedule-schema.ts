import type { z } from 'zod';
import { block, rule, ruleWithin } from '../../probes/shared/schema/block.ts';
import { formatGoDuration } from '../../probes/shared/schema/go-duration.ts';
import { goInt, optional, orDefault, required } from '../../probes/shared/schema/values.ts';
import { buckets, defaultBuckets, withBound } from './bucket-schema.ts';
import { completeList } from './complete-list.ts';
import { dnsSdConfig, fileSdConfig, httpSdConfig } from './discovery-schema.ts';
import { type KnownModule, type KnownModules, moduleReference } from './known-modules.ts';
import { labelText, seriesLabels } from './label-schema.ts';
import type { Schedule } from './schedule.ts';
import { scheduleDurationMs } from './schedule-duration.ts';
import { slo } from './slo-schema.ts';
import { contradictions, targetGroup } from './target-group-schema.ts';

const defaultIntervalMs = 60_000;
/** What a run may take when neither the schedule nor its module says. */
const defaultTimeoutMs = 10_000;

/** Where targets come from. */
const targetKeys = ['static_configs', 'file_sd_configs', 'http_sd_configs', 'dns_sd_configs'] as const;

/** What schedules of one file may refer to. */
export interface ScheduleContext {
  readonly modules: KnownModules;
  /** Where the relative paths of the file begin. */
  readonly folder: string;
}

const jobName = labelText.transform((text) => (text === '' ? undefined : text));

const maxPerHost = goInt.transform((value, context) => {
  if (value >= 1) return value;
  context.issues.push({ code: 'custom', message: 'must be 1 or more', input: value });
  return value;
});

/** The schema of an entry of `schedules`; it gives nothing when the module has mistakes of its own. */
export function scheduleSchema({ modules, folder }: ScheduleContext): z.ZodType<Schedule | undefined> {
  const reference = moduleReference(modules);
  return block({
    job_name: required(jobName, 'is missing: the name of the job, which becomes the label job'),
    module: required(reference, 'is missing: the name of the module that probes the targets'),
    interval: orDefault(scheduleDurationMs, defaultIntervalMs),
    timeout: optional(scheduleDurationMs),
    labels: orDefault(seriesLabels, {}),
    buckets: orDefault(buckets, defaultBuckets),
    max_per_host: orDefault(maxPerHost, 1),
    slo,
    static_configs: orDefault(completeList(targetGroup(modules)), []),
    file_sd_configs: orDefault(completeList(fileSdConfig(folder)), []),
    http_sd_configs: orDefault(completeList(httpSdConfig), []),
    dns_sd_configs: orDefault(completeList(dnsSdConfig), []),
  })
    .check(
      rule(['interval', 'timeout'], ({ interval, timeout }) =>
        timeout !== undefined && timeout > interval
          ? `${formatGoDuration(timeout)} is longer than the interval of ${formatGoDuration(interval)}; shorten it or lengthen the interval`
          : undefined,
      ),
      rule(['module', 'timeout', 'interval'], ({ module: { module }, timeout, interval }) =>
        timeout === undefined && module !== undefined && module.timeoutMs > interval
          ? `${formatGoDuration(interval)} is shorter than the timeout of ${formatGoDuration(module.timeoutMs)} that the module "${module.name}" has; set a timeout here or lengthen the interval`
          : undefined,
      ),
      ruleWithin(targetKeys, (keys) =>
        targetKeys.some((name) => keys[name].length > 0)
          ? []
          : [{ path: [], message: `has no targets; add one of ${targetKeys.join(', ')}` }],
      ),
      ruleWithin(['module', 'interval', 'timeout', 'static_configs'], (keys) => {
        const timeoutMs = timeoutOf(keys.module, keys);
        return contradictions(keys.static_configs, { ...keys.module, timeoutMs, modules }).map((found) => ({
          ...found,
          path: ['static_configs', ...found.path],
        }));
      }),
    )
    .transform((keys): Schedule | undefined => {
      const { module } = keys.module;
      if (module === undefined) return undefined;
      const { latency } = keys.slo;
      return {
        jobName: keys.job_name,
        module,
        intervalMs: keys.interval,
        timeoutMs: timeoutOf(keys.module, keys),
        labels: keys.labels,
        buckets: latency === undefined ? keys.buckets : withBound(keys.buckets, latency.thresholdMs / 1000),
        slo: keys.slo,
        maxPerHost: keys.max_per_host,
        staticConfigs: keys.static_configs,
        fileSdConfigs: keys.file_sd_configs,
        httpSdConfigs: keys.http_sd_configs,
        dnsSdConfigs: keys.dns_sd_configs,
      };
    });
}

/** What a run may take: what the schedule says, else its module, else the usual, within the interval. */
function timeoutOf(
  { module }: KnownModule,
  { timeout, interval }: { readonly timeout: number | undefined; readonly interval: number },
): number {
  if (timeout !== undefined) return timeout;
  return module !== undefined && module.timeoutMs > 0
    ? module.timeoutMs
    : Math.min(defaultTimeoutMs, interval);
}
