import { expect, test } from 'vitest';
import { createSelfMetrics, type SelfMetrics } from '../../src/metrics/self.ts';
import { pageText } from '../helpers/metrics-page.ts';
import { hasPromtool, promtoolComplaints } from '../helpers/promtool.ts';

async function samplesOf(metrics: SelfMetrics, job: string): Promise<readonly string[]> {
  const page = await pageText(await metrics.families());
  return page.split('\n').filter((line) => line.includes(`job="${job}"`) && !line.includes('_bucket'));
}

test('counts from 0 for each job, so that the first mishap is an increase', async () => {
  const metrics = createSelfMetrics();
  metrics.scheduled(['vendors']);
  expect(await samplesOf(metrics, 'vendors')).toEqual([
    'vantage_discovery_failures_total{job="vendors",kind="file"} 0',
    'vantage_discovery_failures_total{job="vendors",kind="http"} 0',
    'vantage_discovery_failures_total{job="vendors",kind="dns"} 0',
    'vantage_discovery_refused_targets{job="vendors"} 0',
    'vantage_discovery_targets{job="vendors"} 0',
    'vantage_schedule_queue_wait_seconds_sum{job="vendors"} 0',
    'vantage_schedule_queue_wait_seconds_count{job="vendors"} 0',
    'vantage_schedule_skipped_total{cause="overrun",job="vendors"} 0',
    'vantage_schedule_skipped_total{cause="saturation",job="vendors"} 0',
    'vantage_schedule_skipped_total{cause="suspended",job="vendors"} 0',
    'vantage_schedule_start_lateness_seconds_sum{job="vendors"} 0',
    'vantage_schedule_start_lateness_seconds_count{job="vendors"} 0',
  ]);
});

test('counts what happens, goes on over changes of other jobs, and forgets a job that is gone', async () => {
  const metrics = createSelfMetrics();
  metrics.scheduled(['vendors', 'others']);
  metrics.discoveryFailed('vendors', 'http');
  metrics.targetsDiscovered('vendors', { probed: 3, refused: 1 });
  metrics.runStarted('vendors', { latenessMs: 1500, queuedMs: 500 });
  metrics.slotsSkipped('vendors', { cause: 'suspended', slots: 40 });
  metrics.scheduled(['vendors', 'new']);
  const counted = (await samplesOf(metrics, 'vendors')).filter((line) => !line.endsWith(' 0'));
  expect(counted).toEqual([
    'vantage_discovery_failures_total{job="vendors",kind="http"} 1',
    'vantage_discovery_refused_targets{job="vendors"} 1',
    'vantage_discovery_targets{job="vendors"} 3',
    'vantage_schedule_queue_wait_seconds_sum{job="vendors"} 0.5',
    'vantage_schedule_queue_wait_seconds_count{job="vendors"} 1',
    'vantage_schedule_skipped_total{cause="suspended",job="vendors"} 40',
    'vantage_schedule_start_lateness_seconds_sum{job="vendors"} 1.5',
    'vantage_schedule_start_lateness_seconds_count{job="vendors"} 1',
  ]);
  expect(await samplesOf(metrics, 'others')).toEqual([]);
  metrics.runStarted('others', { latenessMs: 1, queuedMs: 0 });
  metrics.slotsSkipped('others', { cause: 'overrun', slots: 1 });
  metrics.discoveryFailed('others', 'dns');
  metrics.targetsDiscovered('others', { probed: 1, refused: 0 });
  expect(await samplesOf(metrics, 'others')).toEqual([]);
});

test('shows the queue as it is when it is asked for', async () => {
  const metrics = createSelfMetrics();
  const queue = { queueLength: 2, inFlight: 5 };
  metrics.watchQueue(queue);
  queue.queueLength = 3;
  const page = await pageText(await metrics.families());
  expect(page).toContain('\nvantage_schedule_queue_length 3\n');
  expect(page).toContain('\nvantage_schedule_runs_in_flight 5\n');
});

test.skipIf(!hasPromtool())('promtool finds nothing wrong', async () => {
  const metrics = createSelfMetrics();
  metrics.scheduled(['vendors']);
  metrics.runStarted('vendors', { latenessMs: 1, queuedMs: 0 });
  expect(promtoolComplaints(await pageText(await metrics.families()))).toBe('');
});
