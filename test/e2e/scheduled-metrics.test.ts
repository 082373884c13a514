/** The real Prometheus reads the series of schedules in every format, and from OpenMetrics their exemplars. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../helpers/app.ts';
import { fakeFailure, fakeResult, fakeSuccess } from '../helpers/fake-prober.ts';
import { labelledTarget } from '../helpers/labelled-target.ts';
import { hasPrometheus, type Prometheus, startPrometheus } from '../helpers/prometheus.ts';

describe.skipIf(!hasPrometheus())('Prometheus', () => {
  let app: TestApp;
  let prometheus: Prometheus;

  beforeAll(async () => {
    app = await startTestApp();
    const { scheduledSeries } = app.parts;
    const targets = ['vendors', 'others'].map((jobName) =>
      labelledTarget({
        jobName,
        labels: { instance: 'https://shop.example/a"b\\c', job: jobName, module: 'web', phase: 'mine' },
        slo: { availability: 0.99 },
      }),
    );
    scheduledSeries.update(targets);
    for (const target of targets) {
      const startedAtMs = Date.now();
      const outcome = { ...fakeSuccess, phases: { connect: 50 } };
      scheduledSeries.record(target, fakeResult({ startedAtMs, outcome }), 'run-1');
      scheduledSeries.record(target, fakeResult({ startedAtMs, outcome: fakeFailure }), 'run-2');
    }
    const job = (name: string, query: string): string =>
      `  - { job_name: ${name}, honor_labels: true, params: ${query}, static_configs: [ { targets: [ '127.0.0.1:${app.port}' ] } ] }`;
    prometheus = await startPrometheus(
      `global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
${job('everything', '{}')}
${job('some', '{ job: [ vendors, others ] }')}
${job('self', '{ self: [ only ] }')}
`,
      ['--enable-feature=exemplar-storage'],
    );
  }, 90_000);

  afterAll(async () => {
    await prometheus[Symbol.asyncDispose]();
    await app[Symbol.asyncDispose]();
  });

  test.each(['everything', 'some', 'self'])('reads the page of the job %s to its end', async (job) => {
    expect(await prometheus.value(`up{job="${job}"}`)).toBe(1);
    expect(await prometheus.value(`scrape_samples_scraped{job="${job}"}`)).toBeGreaterThan(10);
  });

  test('finds the series under the labels of their targets', async () => {
    const labels = String.raw`{job="vendors",instance="https://shop.example/a\"b\\c"`;
    expect(await prometheus.value(`probe_success${labels},phase="mine"}`)).toBe(0);
    expect(await prometheus.value(`vantage_probe_runs_total${labels},result="success"}`)).toBe(1);
    expect(await prometheus.value(`vantage_slo_events_total${labels},slo="availability"}`)).toBe(2);
    expect(
      await prometheus.value(`vantage_probe_failures_total${labels},exported_phase="mine",phase="connect"}`),
    ).toBe(1);
    const buckets = `vantage_probe_phase_duration_seconds_bucket${labels},phase="connect"}`;
    expect(await prometheus.value(`histogram_quantile(0.5, ${buckets})`)).toBe(0.05);
  });

  test('keeps the exemplars', async () => {
    const nowSeconds = Date.now() / 1000;
    const query = encodeURIComponent('vantage_probe_failures_total{job="vendors"}');
    const path = `/api/v1/query_exemplars?query=${query}&start=${nowSeconds - 600}&end=${nowSeconds + 600}`;
    const [found] = await prometheus.answer(path, /"exemplars":\[\{"labels":\{"run_id":"[^"]*"\}/);
    expect(found).toContain('"run_id":"run-2"');
  });
});
