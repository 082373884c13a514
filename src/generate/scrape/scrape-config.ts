import type { Config } from '../../config/module.ts';
import type { VantagePoint } from '../../config/schedule.ts';
import { probeJobs } from './probe-jobs.ts';
import { pointLabelsOf, type ScrapeConfig, type ScrapeJob, type ScrapeOptions } from './scrape-job.ts';

/** The `scrape_configs` by which Prometheus gets what this configuration probes, and how the instances do. */
export function scrapeConfig(config: Config, options: ScrapeOptions): ScrapeConfig {
  const { form, instances, scrapeJob } = options;
  if (form === 'metrics') return { ok: true, jobs: [instancesJob(config.vantage, options, {})] };
  if (config.schedules.some(({ jobName }) => jobName === scrapeJob)) {
    const problem = `job ${scrapeJob}: a schedule has the name of the job by which Prometheus scrapes the instances themselves; give that another one with --scrape-job`;
    return { ok: false, problem };
  }
  const probing = probeJobs(config, { form, instances });
  if (!probing.ok) return probing;
  // The schedules' own results would come beside those of /probe.
  const own = instancesJob(config.vantage, { form, instances, scrapeJob }, { params: { self: ['only'] } });
  return { ok: true, jobs: [...probing.jobs, own] };
}

function instancesJob(
  vantagePoint: VantagePoint,
  { instances, scrapeJob }: ScrapeOptions,
  extra: ScrapeJob,
): ScrapeJob {
  return {
    job_name: scrapeJob,
    // The series of targets have their own job and instance.
    honor_labels: true,
    ...extra,
    static_configs: instances.map((instance) => ({
      targets: [instance.address],
      labels: pointLabelsOf(instance, vantagePoint),
    })),
  };
}
