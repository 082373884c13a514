import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import { renderPage } from '../../../src/metrics/page.ts';
import { createScheduledSeries, type ScheduledSeries } from '../../../src/metrics/scheduled/series.ts';
import { textPage } from '../../../src/metrics/text-page.ts';
import { fakeFailure, fakeResult, fakeSuccess } from '../../helpers/fake-prober.ts';
import { labelledTarget } from '../../helpers/labelled-target.ts';
import { pageText } from '../../helpers/metrics-page.ts';
import { pageProblems } from '../../helpers/page-problems.ts';
import { hasPromtool, promtoolComplaints } from '../../helpers/promtool.ts';

const target = labelledTarget();
const measured: Outcome = { ...fakeSuccess, phases: { connect: 50, transfer: 100 } };

/** The lines that match, without the labels that all have. */
async function lines(series: ScheduledSeries, pattern: RegExp, jobs?: ReadonlySet<string>) {
  const page = await pageText(series.families(jobs));
  return page
    .split('\n')
    .filter((line) => pattern.test(line))
    .map((line) => line.replaceAll(/(?:instance="shop\.example",job="vendors"|module="web"),?/g, ''));
}

test('a target that was never run has counters and histograms at 0 and no gauges', async () => {
  const series = createScheduledSeries();
  series.update([labelledTarget({ slo: { availability: 0.99, latency: { thresholdMs: 100, ratio: 0.9 } } })]);
  expect(
    await pageText(series.families()),
  ).toBe(`# HELP vantage_probe_duration_seconds How long scheduled runs took, by result, in seconds.
# TYPE vantage_probe_duration_seconds histogram
vantage_probe_duration_seconds_bucket{instance="shop.example",job="vendors",le="0.1",module="web",result="success"} 0
vantage_probe_duration_seconds_bucket{instance="shop.example",job="vendors",le="1",module="web",result="success"} 0
vantage_probe_duration_seconds_bucket{instance="shop.example",job="vendors",le="+Inf",module="web",result="success"} 0
vantage_probe_duration_seconds_sum{instance="shop.example",job="vendors",module="web",result="success"} 0
vantage_probe_duration_seconds_count{instance="shop.example",job="vendors",module="web",result="success"} 0
vantage_probe_duration_seconds_bucket{instance="shop.example",job="vendors",le="0.1",module="web",result="failure"} 0
vantage_probe_duration_seconds_bucket{instance="shop.example",job="vendors",le="1",module="web",result="failure"} 0
vantage_probe_duration_seconds_bucket{instance="shop.example",job="vendors",le="+Inf",module="web",result="failure"} 0
vantage_probe_duration_seconds_sum{instance="shop.example",job="vendors",module="web",result="failure"} 0
vantage_probe_duration_seconds_count{instance="shop.example",job="vendors",module="web",result="failure"} 0
# HELP vantage_probe_interval_seconds How often the target is probed, in seconds.
# TYPE vantage_probe_interval_seconds gauge
vantage_probe_interval_seconds{instance="shop.example",job="vendors",module="web"} 30
# HELP vantage_probe_runs_total Scheduled runs that ended, by result.
# TYPE vantage_probe_runs_total counter
vantage_probe_runs_total{instance="shop.example",job="vendors",module="web",result="success"} 0
vantage_probe_runs_total{instance="shop.example",job="vendors",module="web",result="failure"} 0
# HELP vantage_slo_events_total Scheduled runs that count towards an objective.
# TYPE vantage_slo_events_total counter
vantage_slo_events_total{instance="shop.example",job="vendors",module="web",slo="availability"} 0
vantage_slo_events_total{instance="shop.example",job="vendors",module="web",slo="latency"} 0
# HELP vantage_slo_good_events_total Scheduled runs that met an objective: successes, for latency those within the threshold.
# TYPE vantage_slo_good_events_total counter
vantage_slo_good_events_total{instance="shop.example",job="vendors",module="web",slo="availability"} 0
vantage_slo_good_events_total{instance="shop.example",job="vendors",module="web",slo="latency"} 0
`);
});

test('a failed run in OpenMetrics: the gauges of /probe, what was counted, and which run it was', async () => {
  const series = createScheduledSeries();
  series.update([labelledTarget({ labels: { job: 'j' }, key: 'k', buckets: [1] })]);
  const outcome: Outcome = { ...fakeFailure, phases: { connect: 50 } };
  series.record(labelledTarget({ key: 'k' }), fakeResult({ outcome }), 'run-1');
  const page = await pageText(
    series.families(),
    textPage({ format: 'openmetrics', escaping: 'underscores' }),
  );
  expect(page).toBe(`# HELP probe_duration_seconds Time from the start of the probe to its result, in seconds.
# TYPE probe_duration_seconds gauge
# UNIT probe_duration_seconds seconds
probe_duration_seconds{job="j"} 0.25
# HELP probe_failure_info Why the probe failed: in which phase, for what reason, and whose fault it most likely is.
# TYPE probe_failure_info gauge
probe_failure_info{blame="target",job="j",phase="connect",reason="tcp.refused"} 1
# HELP probe_fake_info A family of its own
# TYPE probe_fake_info gauge
probe_fake_info{job="j",x_y="v"} 1
# HELP probe_local_delay_seconds The worst lateness of this exporter's own event loop during the probe, in seconds.
# TYPE probe_local_delay_seconds gauge
# UNIT probe_local_delay_seconds seconds
probe_local_delay_seconds{job="j"} 0
# HELP probe_success Whether the target met everything the module demands.
# TYPE probe_success gauge
probe_success{job="j"} 0
# HELP probe_timeout_seconds Time the probe was given, in seconds.
# TYPE probe_timeout_seconds gauge
# UNIT probe_timeout_seconds seconds
probe_timeout_seconds{job="j"} 9.5
# HELP vantage_probe_duration_seconds How long scheduled runs took, by result, in seconds.
# TYPE vantage_probe_duration_seconds histogram
# UNIT vantage_probe_duration_seconds seconds
vantage_probe_duration_seconds_bucket{job="j",le="1.0",result="success"} 0
vantage_probe_duration_seconds_bucket{job="j",le="+Inf",result="success"} 0
vantage_probe_duration_seconds_sum{job="j",result="success"} 0
vantage_probe_duration_seconds_count{job="j",result="success"} 0
vantage_probe_duration_seconds_bucket{job="j",le="1.0",result="failure"} 1 # {run_id="run-1"} 0.25 1700000000.250
vantage_probe_duration_seconds_bucket{job="j",le="+Inf",result="failure"} 1
vantage_probe_duration_seconds_sum{job="j",result="failure"} 0.25
vantage_probe_duration_seconds_count{job="j",result="failure"} 1
# HELP vantage_probe_failures Scheduled runs that failed: in which phase, for what reason, and whose fault it most likely was.
# TYPE vantage_probe_failures counter
vantage_probe_failures_total{blame="target",job="j",phase="connect",reason="tcp.refused"} 1 # {run_id="run-1"} 1 1700000000.250
# HELP vantage_probe_interval_seconds How often the target is probed, in seconds.
# TYPE vantage_probe_interval_seconds gauge
# UNIT vantage_probe_interval_seconds seconds
vantage_probe_interval_seconds{job="j"} 30
# HELP vantage_probe_last_run_timestamp_seconds When the latest scheduled run ended, in Unix seconds.
# TYPE vantage_probe_last_run_timestamp_seconds gauge
# UNIT vantage_probe_last_run_timestamp_seconds seconds
vantage_probe_last_run_timestamp_seconds{job="j"} 1.70000000025e+09
# HELP vantage_probe_phase_duration_seconds How long the phases of scheduled runs took, in seconds.
# TYPE vantage_probe_phase_duration_seconds histogram
# UNIT vantage_probe_phase_duration_seconds seconds
vantage_probe_phase_duration_seconds_bucket{job="j",le="1.0",phase="connect"} 1 # {run_id="run-1"} 0.05 1700000000.250
vantage_probe_phase_duration_seconds_bucket{job="j",le="+Inf",phase="connect"} 1
vantage_probe_phase_duration_seconds_sum{job="j",phase="connect"} 0.05
vantage_probe_phase_duration_seconds_count{job="j",phase="connect"} 1
# HELP vantage_probe_runs Scheduled runs that ended, by result.
# TYPE vantage_probe_runs counter
vantage_probe_runs_total{job="j",result="success"} 0
vantage_probe_runs_total{job="j",result="failure"} 1
# EOF
`);
});

test('counts runs, and shows the gauges of the latest one alone', async () => {
  const series = createScheduledSeries();
  series.update([target]);
  series.record(target, fakeResult({ outcome: fakeFailure }), 'a');
  series.record(target, fakeResult({ outcome: fakeFailure }), 'b');
  series.record(target, fakeResult({ outcome: measured, startedAtMs: 1_700_000_030_000 }), 'c');
  expect(
    await lines(series, /^(?:probe_success|probe_failure_info|vantage_probe_(?:runs|failures|last))/),
  ).toEqual([
    'probe_success{} 1',
    'vantage_probe_failures_total{blame="target",phase="connect",reason="tcp.refused"} 2',
    'vantage_probe_last_run_timestamp_seconds{} 1.70000003025e+09',
    'vantage_probe_last_success_timestamp_seconds{} 1.70000003025e+09',
    'vantage_probe_runs_total{result="success"} 1',
    'vantage_probe_runs_total{result="failure"} 2',
  ]);
});

test('a failure leaves the time of the last success', async () => {
  const series = createScheduledSeries();
  series.update([target]);
  series.record(target, fakeResult(), 'a');
  series.record(target, fakeResult({ outcome: fakeFailure, startedAtMs: 1_700_000_030_000 }), 'b');
  expect(await lines(series, /^vantage_probe_last/)).toEqual([
    'vantage_probe_last_run_timestamp_seconds{} 1.70000003025e+09',
    'vantage_probe_last_success_timestamp_seconds{} 1.70000000025e+09',
  ]);
});

test('a diagnosis is shown until the target is up again, and none that comes later', async () => {
  const series = createScheduledSeries();
  const shown = () => lines(series, /^vantage_diagnosis_info/);
  const diagnosed = (code: string) => series.diagnosed(target.key, { code, blame: 'network' });
  series.update([target]);
  diagnosed('before_the_first_run');
  expect(await shown()).toEqual([]);
  series.record(target, fakeResult({ outcome: fakeFailure }), 'a');
  diagnosed('unreachable_after_hop');
  series.record(target, fakeResult({ outcome: fakeFailure, startedAtMs: 1_700_000_030_000 }), 'b');
  expect(await shown()).toEqual([
    'vantage_diagnosis_info{blame="network",verdict="unreachable_after_hop"} 1',
  ]);
  diagnosed('port_filtered');
  expect(await shown()).toEqual(['vantage_diagnosis_info{blame="network",verdict="port_filtered"} 1']);
  series.record(target, fakeResult({ startedAtMs: 1_700_000_060_000 }), 'c');
  expect(await shown()).toEqual([]);
  diagnosed('too_late');
  series.diagnosed('gone', { code: 'of_nobody', blame: 'target' });
  expect(await shown()).toEqual([]);
});

test('a value counts in the bucket whose bound it equals, and beyond the last one', async () => {
  const series = createScheduledSeries();
  series.update([target]);
  for (const durationMs of [100, 100.000_001, 1000, 1001])
    series.record(target, fakeResult({ durationMs }), 'r');
  expect(await lines(series, /^vantage_probe_duration_seconds_(?!sum).*success/)).toEqual([
    'vantage_probe_duration_seconds_bucket{le="0.1",result="success"} 1',
    'vantage_probe_duration_seconds_bucket{le="1",result="success"} 3',
    'vantage_probe_duration_seconds_bucket{le="+Inf",result="success"} 4',
    'vantage_probe_duration_seconds_count{result="success"} 4',
  ]);
});

test('phases are observed in failed runs too, each from its first time on', async () => {
  const series = createScheduledSeries();
  series.update([target]);
  series.record(target, fakeResult({ outcome: { ...fakeFailure, phases: { connect: 30 } } }), 'a');
  series.record(target, fakeResult({ outcome: measured }), 'b');
  expect(await lines(series, /^vantage_probe_phase_duration_seconds_(?:sum|count)/)).toEqual([
    'vantage_probe_phase_duration_seconds_sum{phase="connect"} 0.08',
    'vantage_probe_phase_duration_seconds_count{phase="connect"} 2',
    'vantage_probe_phase_duration_seconds_sum{phase="transfer"} 0.1',
    'vantage_probe_phase_duration_seconds_count{phase="transfer"} 1',
  ]);
});

test.each([
  { name: 'a quick success', durationMs: 99, outcome: fakeSuccess, good: ['availability', 'latency'] },
  {
    name: 'a success at the threshold',
    durationMs: 100,
    outcome: fakeSuccess,
    good: ['availability', 'latency'],
  },
  { name: 'a slow success', durationMs: 101, outcome: fakeSuccess, good: ['availability'] },
  { name: 'a quick failure', durationMs: 1, outcome: fakeFailure, good: [] },
])('$name is good for $good', async ({ durationMs, outcome, good }) => {
  const series = createScheduledSeries();
  const promised = labelledTarget({
    slo: { availability: 0.99, latency: { thresholdMs: 100, ratio: 0.9 } },
  });
  series.update([promised]);
  series.record(promised, fakeResult({ durationMs, outcome }), 'r');
  expect(await lines(series, /^vantage_slo/)).toEqual([
    'vantage_slo_events_total{slo="availability"} 1',
    'vantage_slo_events_total{slo="latency"} 1',
    `vantage_slo_good_events_total{slo="availability"} ${good.includes('availability') ? 1 : 0}`,
    `vantage_slo_good_events_total{slo="latency"} ${good.includes('latency') ? 1 : 0}`,
  ]);
});

test('a target that is known goes on counting, whatever else has changed', async () => {
  const series = createScheduledSeries();
  series.update([labelledTarget({ slo: { availability: 0.9 } })]);
  series.record(target, fakeResult({ outcome: measured }), 'a');
  const before = await lines(series, /^vantage_probe/);
  const latency = { thresholdMs: 100, ratio: 0.9 };
  series.update([
    labelledTarget({ intervalMs: 1, buckets: [0.1, 1], slo: { availability: 0.99, latency } }),
    labelledTarget({ labels: { instance: 'another', job: 'vendors' } }),
  ]);
  expect(await lines(series, /^vantage_probe(?!.*another)/)).toEqual(
    before.map((line) => line.replace('interval_seconds{} 30', 'interval_seconds{} 0.001')),
  );
  expect(await lines(series, /^vantage_slo_events/)).toEqual([
    'vantage_slo_events_total{slo="availability"} 1',
    'vantage_slo_events_total{slo="latency"} 0',
  ]);
  series.update([target]);
  expect(await lines(series, /^vantage_slo/)).toEqual([]);
});

test('changed buckets start the histograms again, and them alone', async () => {
  const series = createScheduledSeries();
  series.update([target]);
  series.record(target, fakeResult({ outcome: measured }), 'a');
  series.update([labelledTarget({ buckets: [0.5] })]);
  expect(await lines(series, /_(?:bucket|count|total)\{.*success|^vantage_probe_phase/)).toEqual([
    'vantage_probe_duration_seconds_bucket{le="0.5",result="success"} 0',
    'vantage_probe_duration_seconds_bucket{le="+Inf",result="success"} 0',
    'vantage_probe_duration_seconds_count{result="success"} 0',
    'vantage_probe_runs_total{result="success"} 1',
  ]);
});

test('a removed target takes all its series along, and a run of it that ends later is not counted', async () => {
  const series = createScheduledSeries();
  series.update([target]);
  series.record(target, fakeResult(), 'a');
  expect(series.size).toBe(1);
  series.update([]);
  series.record(target, fakeResult(), 'b');
  expect(series.size).toBe(0);
  expect(await pageText(series.families())).toBe('');
  series.update([target]);
  expect(await lines(series, /^vantage_probe_runs|^probe/)).toEqual([
    'vantage_probe_runs_total{result="success"} 0',
    'vantage_probe_runs_total{result="failure"} 0',
  ]);
});

test('only the schedules that are asked for are shown', async () => {
  const series = createScheduledSeries();
  series.update(['a', 'b', 'c'].map((jobName) => labelledTarget({ jobName, labels: { job: jobName } })));
  expect(await lines(series, /^vantage_probe_runs.*success/, new Set(['a', 'c', 'x']))).toEqual([
    'vantage_probe_runs_total{job="a",result="success"} 0',
    'vantage_probe_runs_total{job="c",result="success"} 0',
  ]);
  expect(await lines(series, /./, new Set())).toEqual([]);
});

test('of two targets with equal labels the first one is shown', async () => {
  const series = createScheduledSeries();
  const twin = labelledTarget({ key: 'twin', target: { text: 'shop.example', hostname: 'other' } });
  series.update([target, twin]);
  series.record(twin, fakeResult(), 'a');
  expect(pageProblems(await pageText(series.families()))).toEqual([]);
  expect(await lines(series, /^vantage_probe_runs.*success/)).toEqual([
    'vantage_probe_runs_total{result="success"} 0',
  ]);
  series.update([twin]);
  expect(await lines(series, /^vantage_probe_runs.*success/)).toEqual([
    'vantage_probe_runs_total{result="success"} 1',
  ]);
});

test("a family's own labels stay, and the target's of that name are renamed there", async () => {
  const series = createScheduledSeries();
  const labelled = labelledTarget({ labels: { phase: 'mine', reason: 'mine', result: 'mine', le: 'mine' } });
  series.update([labelled]);
  series.record(labelled, fakeResult({ outcome: { ...fakeFailure, phases: { connect: 50 } } }), 'a');
  const page = await pageText(series.families());
  expect(page.split('\n')).toEqual(
    expect.arrayContaining([
      'probe_success{le="mine",phase="mine",reason="mine",result="mine"} 0',
      'probe_failure_info{blame="target",exported_phase="mine",exported_reason="mine",le="mine",phase="connect",reason="tcp.refused",result="mine"} 1',
      'vantage_probe_runs_total{exported_result="mine",le="mine",phase="mine",reason="mine",result="failure"} 1',
      'vantage_probe_phase_duration_seconds_bucket{exported_le="mine",exported_phase="mine",le="0.1",phase="connect",reason="mine",result="mine"} 1',
      'vantage_probe_phase_duration_seconds_count{exported_le="mine",exported_phase="mine",phase="connect",reason="mine",result="mine"} 1',
    ]),
  );
});

test('each bucket names its latest run; an id too long for an exemplar is left out', async () => {
  const series = createScheduledSeries();
  series.update([target]);
  const longest = 'x'.repeat(122);
  for (const [runId, durationMs] of [
    ['old', 50],
    [longest, 60],
    [`${longest}x`, 70],
    ['slow', 500],
  ] as const) {
    series.record(target, fakeResult({ durationMs }), runId);
  }
  const page = await pageText(
    series.families(),
    textPage({ format: 'openmetrics', escaping: 'underscores' }),
  );
  const exemplars = [
    ...page.matchAll(/^vantage_probe_duration_seconds_bucket.*[{,]le="([^"]+)".* # (.*)$/gm),
  ];
  expect(exemplars.map(([, le, exemplar]) => [le, exemplar])).toEqual([
    ['0.1', `{run_id="${longest}"} 0.06 1700000000.060`],
    ['1.0', '{run_id="slow"} 0.5 1700000000.500'],
  ]);
});

test.skipIf(!hasPromtool())('promtool finds nothing wrong with the page', async () => {
  const series = createScheduledSeries();
  const targetsOfBoth = ['a', 'b'].map((job) =>
    labelledTarget({
      labels: { job, instance: 'x"\\\n€', phase: 'mine' },
      slo: { availability: 0.99, latency: { thresholdMs: 100, ratio: 0.9 } },
    }),
  );
  series.update(targetsOfBoth);
  for (const each of targetsOfBoth) {
    series.record(each, fakeResult({ outcome: fakeFailure }), 'a');
    series.record(each, fakeResult({ outcome: measured }), 'b');
  }
  expect(promtoolComplaints(await pageText(series.families()))).toBe('');
});

const names = Array.from({ length: 150 }, (_, index) => `host-${index}`);
const targets = names.map((instance) => labelledTarget({ labels: { instance, job: 'vendors' } }));
const change = fc.record({
  kind: fc.constantFrom('remove', 'add', 'rebucket', 'succeed', 'fail'),
  from: fc.nat(names.length - 1),
});

test('whatever changes while a page is written, the page is well formed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const series = createScheduledSeries();
      let current = targets;
      series.update(current);
      for (const each of current) series.record(each, fakeResult({ outcome: measured }), 'a');
      const apply = ({ kind, from }: (typeof changes)[number]): void => {
        const some = targets.slice(from, from + 20);
        const others = current.filter((each) => !some.some(({ key }) => key === each.key));
        if (kind === 'succeed' || kind === 'fail') {
          const outcome = kind === 'fail' ? fakeFailure : measured;
          for (const each of some) series.record(each, fakeResult({ outcome }), 'b');
          return;
        }
        const changed = kind === 'rebucket' ? some.map((each) => ({ ...each, buckets: [from] })) : some;
        current = kind === 'remove' ? others : [...others, ...changed];
        series.update(current);
      };
      const pieces: Uint8Array[] = [];
      const page = renderPage(
        series.families(),
        textPage({ format: 'openmetrics', escaping: 'underscores' }),
      );
      for await (const piece of page) {
        pieces.push(piece);
        changes.forEach(apply);
      }
      expect(pieces.length).toBeGreaterThan(2);
      expect(pageProblems(Buffer.concat(pieces).toString('utf8'))).toEqual([]);
    }),
    { numRuns: 15 },
  );
});
