import { isDeepStrictEqual } from 'node:util';
import { tlsOptions } from '../../../probes/shared/tls/options.ts';
import type { Config } from '../../config/module.ts';
import type { HttpSdConfig, Schedule, VantagePoint } from '../../config/schedule.ts';
import { parseScheduleDuration } from '../../config/schedule-duration.ts';
import { promqlDuration } from '../promql.ts';
import type { Instance } from './instance.ts';
import { pointLabelsOf, type ScrapeConfig, type ScrapeJob, type ScrapeOptions } from './scrape-job.ts';
import { scrapeTimeoutMs } from './scrape-timeout.ts';

/** A job for each schedule and instance, by which Prometheus probes through `/probe` what the schedule has. */
export function probeJobs(
  { schedules, vantage }: Config,
  { form, instances }: Pick<ScrapeOptions, 'form' | 'instances'>,
): ScrapeConfig {
  const refused = form === 'probe' ? schedules.find(hasCredentials) : undefined;
  if (refused !== undefined) {
    const problem = `job ${refused.jobName}: its http_sd_configs have credentials or TLS options, which are not printed; use --form=http_sd, with which Prometheus asks Vantage for the targets`;
    return { ok: false, problem };
  }
  const jobs = instances.flatMap((instance) =>
    schedules.map((schedule): ScrapeJob => {
      const { jobName } = schedule;
      return {
        job_name: instances.length === 1 ? jobName : `${jobName}@${instance.vantage || instance.address}`,
        metrics_path: '/probe',
        scrape_interval: promqlDuration(schedule.intervalMs),
        scrape_timeout: promqlDuration(
          scrapeTimeoutMs({ ...schedule, intervalMs: shortestIntervalMs(schedule) }),
        ),
        ...(form === 'http_sd' ? toldBy(instance, jobName) : sourcesOf(schedule)),
        relabel_configs: relabelling(schedule, instance, vantage),
      };
    }),
  );
  return { ok: true, jobs };
}

/** Prometheus refuses a target whose time-out is longer than its own interval. */
function shortestIntervalMs({ intervalMs, staticConfigs }: Schedule): number {
  const own = staticConfigs.map(({ labels }) => parseScheduleDuration(labels['__interval__'] ?? ''));
  return Math.min(intervalMs, ...own.filter((each) => each !== undefined));
}

function hasCredentials({ httpSdConfigs }: Schedule): boolean {
  return httpSdConfigs.some(({ url, client }) => new URL(url).username !== '' || !isPlain(client));
}

/** Whether a client asks as any other would. */
function isPlain({ auth, httpHeaders, tlsOptions: own }: HttpSdConfig['client']): boolean {
  return (
    auth === undefined && httpHeaders.length === 0 && isDeepStrictEqual(own, tlsOptions.parse(undefined))
  );
}

function toldBy({ address }: Instance, jobName: string): ScrapeJob {
  return {
    http_sd_configs: [{ url: `http://${address}/api/v1/http_sd?job=${encodeURIComponent(jobName)}` }],
  };
}

function sourcesOf(schedule: Schedule): ScrapeJob {
  const { staticConfigs, fileSdConfigs, httpSdConfigs, dnsSdConfigs } = schedule;
  return withoutEmpty({
    static_configs: staticConfigs.map(({ targets, labels }) => ({ targets, labels })),
    file_sd_configs: fileSdConfigs.map(({ files, refreshIntervalMs }) => ({
      files,
      refresh_interval: promqlDuration(refreshIntervalMs),
    })),
    http_sd_configs: httpSdConfigs.map(({ url, refreshIntervalMs }) => ({
      url,
      refresh_interval: promqlDuration(refreshIntervalMs),
    })),
    dns_sd_configs: dnsSdConfigs.map(({ names, type, port, refreshIntervalMs }) => ({
      names,
      type,
      ...(port === undefined ? {} : { port }),
      refresh_interval: promqlDuration(refreshIntervalMs),
    })),
  });
}

function withoutEmpty(lists: Readonly<Record<string, readonly unknown[]>>): ScrapeJob {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}

/** Makes the address the target of `/probe`, and gives the series the labels that a schedule gives them. */
function relabelling(
  schedule: Schedule,
  instance: Instance,
  vantagePoint: VantagePoint,
): readonly ScrapeJob[] {
  const ifAbsent = ([name, value]: readonly [string, string]): ScrapeJob => ({
    source_labels: [name],
    regex: '',
    target_label: name,
    replacement: verbatim(value),
  });
  return [
    { source_labels: ['__address__'], target_label: '__param_target' },
    { source_labels: ['__address__'], target_label: 'instance' },
    // Credentials in a URL are for the target alone.
    {
      source_labels: ['__address__'],
      regex: '([a-z][a-z0-9+.-]*://)[^/?#]*@(.*)',
      target_label: 'instance',
      replacement: '${1}${2}',
    },
    ifAbsent(['__param_module', schedule.module.name]),
    { source_labels: ['__param_module'], target_label: 'module' },
    { source_labels: ['__param_hostname'], regex: '(.+)', target_label: 'hostname' },
    { source_labels: ['__interval__'], regex: '(.+)', target_label: '__scrape_interval__' },
    ...Object.entries(schedule.labels).map(ifAbsent),
    ...Object.entries(pointLabelsOf(instance, vantagePoint)).map(ifAbsent),
    { target_label: 'job', replacement: verbatim(schedule.jobName) },
    { target_label: '__address__', replacement: instance.address },
  ];
}

/** A replacement is a template, in which a dollar sign is doubled. */
function verbatim(text: string): string {
  return text.replaceAll('$', '$$$$');
}
