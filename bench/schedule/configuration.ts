import type { SchedulePlan } from './options.ts';

/** The job whose metrics are looked at. */
export const jobName = 'bench';

/**
 * A configuration file, in JSON, with as many targets as planned: all different, over all addresses in turn. Those of TCP
 * differ by their `hostname` parameter, without which many would share a slot.
 */
export function configurationText(
  { prober, targets, intervalSeconds }: SchedulePlan,
  addresses: readonly string[],
): string {
  const numbered = Array.from({ length: targets }, (_, index) => ({
    address: addresses[index % addresses.length] ?? '',
    n: String(index),
  }));
  const groups =
    prober === 'http'
      ? [{ targets: numbered.map(({ address, n }) => `http://${address}/?n=${n}`) }]
      : numbered.map(({ address, n }) => ({
          targets: [address],
          labels: { n, __param_hostname: `n${n}.test` },
        }));
  return JSON.stringify({
    vantage: { name: 'bench' },
    modules: { bench: { prober } },
    schedules: [
      {
        job_name: jobName,
        module: 'bench',
        interval: `${intervalSeconds * 1000}ms`,
        max_per_host: 1000,
        slo: { availability: 99.9 },
        static_configs: groups,
      },
    ],
  });
}
