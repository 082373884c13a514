/** How many targets the schedule has. */
export const scheduledTargets = 10_000;

/**
 * A configuration file, in JSON: a module for what is measured, and a schedule that makes pages large and little else, each target
 * once in five minutes.
 */
export function configurationText(addresses: readonly string[]): string {
  const targets = Array.from(
    { length: scheduledTargets },
    (_, n) => `http://${addresses[n % addresses.length] ?? ''}/?n=${n}`,
  );
  const http = { prober: 'http', timeout: '5s', http: { preferred_ip_protocol: 'ip4' } };
  return JSON.stringify({
    modules: { http },
    schedules: [
      {
        job_name: 'pages',
        module: 'http',
        interval: '5m',
        max_per_host: 1000,
        static_configs: [{ targets }],
      },
    ],
  });
}
