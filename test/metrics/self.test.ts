import { expect, test } from 'vitest';
import { createSelfMetrics, type SelfMetrics } from '../../src/metrics/self.ts';
import { version } from '../../src/version.ts';
import { fakeFailure, fakeResult } from '../helpers/fake-prober.ts';
import { pageText } from '../helpers/metrics-page.ts';
import { hasPromtool, promtoolComplaints } from '../helpers/promtool.ts';

async function samples(metrics: SelfMetrics, prefix: RegExp): Promise<readonly string[]> {
  const page = await pageText(await metrics.families());
  return page.split('\n').filter((line) => prefix.test(line));
}

test('starts with everything at zero', async () => {
  expect(await samples(createSelfMetrics(), /^(?:blackbox_(?!exporter_build)|vantage_(?!build))/)).toEqual([
    'blackbox_exporter_config_last_reload_success_timestamp_seconds 0',
    'blackbox_exporter_config_last_reload_successful 0',
    'blackbox_module_unknown_total 0',
    'vantage_alerts_heard_total{result="begun"} 0',
    'vantage_alerts_heard_total{result="known"} 0',
    'vantage_alerts_heard_total{result="limited"} 0',
    'vantage_alerts_heard_total{result="unknown_target"} 0',
    'vantage_alerts_heard_total{result="resolved"} 0',
    'vantage_bugs_total 0',
    'vantage_diagnoses_bytes 0',
    'vantage_diagnoses_total{result="made"} 0',
    'vantage_diagnoses_total{result="limited"} 0',
    'vantage_diagnoses_total{result="lost"} 0',
    'vantage_history_bytes 0',
    'vantage_history_runs 0',
    'vantage_http_connections 0',
    'vantage_http_connections_refused_total 0',
    'vantage_log_lines_lost_total 0',
    'vantage_probe_threads_lost_total 0',
    'vantage_probes_in_flight 0',
    'vantage_probes_refused_total 0',
    'vantage_schedule_queue_length 0',
    'vantage_schedule_runs_in_flight 0',
  ]);
});

test('says what was built, under the label names of the reference', async () => {
  const [line = ''] = await samples(createSelfMetrics(), /^blackbox_exporter_build_info/);
  const names = [...line.matchAll(/[{,]([a-z]+)="/g)].map(([, name]) => name);
  expect(names).toEqual(['branch', 'goarch', 'goos', 'goversion', 'revision', 'tags', 'version']);
  expect(line).toContain(`version="${version}"} 1`);
});

test('counts runs by prober and result, and those in flight', async () => {
  const metrics = createSelfMetrics();
  metrics.probeStarted();
  metrics.probeStarted();
  metrics.probeStarted();
  metrics.probeEnded(fakeResult());
  metrics.probeEnded(fakeResult({ outcome: fakeFailure }));
  expect(await samples(metrics, /^vantage_(?:prober?_runs|probes_in|bugs)/)).toEqual([
    'vantage_bugs_total 0',
    'vantage_prober_runs_total{prober="fake",result="success"} 1',
    'vantage_prober_runs_total{prober="fake",result="failure"} 1',
    'vantage_probes_in_flight 1',
  ]);
});

test('counts bugs in and outside of probers', async () => {
  const metrics = createSelfMetrics();
  metrics.probeStarted();
  metrics.probeEnded(
    fakeResult({
      outcome: {
        ok: false,
        failure: { phase: 'request', reason: 'local.bug', blame: 'local', detail: '' },
        phases: {},
        observations: undefined,
      },
    }),
  );
  metrics.bug();
  expect(await samples(metrics, /^vantage_bugs_total/)).toEqual(['vantage_bugs_total 2']);
});

test('a refused configuration leaves the time of the last good one', async () => {
  const metrics = createSelfMetrics();
  metrics.configLoaded(1_700_000_000_500);
  metrics.configRefused();
  expect(await samples(metrics, /^blackbox_exporter_config/)).toEqual([
    'blackbox_exporter_config_last_reload_success_timestamp_seconds 1.7000000005e+09',
    'blackbox_exporter_config_last_reload_successful 0',
  ]);
});

test('tells of every configuration file whether it was good, and of none that is gone', async () => {
  const metrics = createSelfMetrics();
  metrics.configFiles(
    new Map([
      ['a.yml', true],
      ['conf.d/b "2".yml', false],
    ]),
  );
  expect(await samples(metrics, /^vantage_config/)).toEqual([
    'vantage_config_file_ok{file="a.yml"} 1',
    'vantage_config_file_ok{file="conf.d/b \\"2\\".yml"} 0',
  ]);
  metrics.configFiles(new Map([['a.yml', false]]));
  expect(await samples(metrics, /^vantage_config/)).toEqual(['vantage_config_file_ok{file="a.yml"} 0']);
});

test('counts unknown modules', async () => {
  const metrics = createSelfMetrics();
  metrics.unknownModule();
  expect(await samples(metrics, /^blackbox_module/)).toEqual(['blackbox_module_unknown_total 1']);
});

test('tells of the process, the event loop and the garbage collector', async () => {
  // Of families, as there need have been no collection of garbage yet.
  const families = await createSelfMetrics().families();
  expect(families.map(({ name, type }) => `${type} ${name}`)).toEqual(
    expect.arrayContaining([
      'counter process_cpu_seconds_total',
      'gauge process_resident_memory_bytes',
      'gauge nodejs_eventloop_lag_p99_seconds',
      'histogram nodejs_gc_duration_seconds',
    ]),
  );
});

test.skipIf(!hasPromtool())('promtool finds nothing wrong with the page', async () => {
  const metrics = createSelfMetrics();
  metrics.probeStarted();
  metrics.probeEnded(fakeResult());
  expect(promtoolComplaints(await pageText(await metrics.families()))).toBe('');
});
