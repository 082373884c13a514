import { expect, test, vi } from 'vitest';
import { ask, startTestApp } from '../helpers/app.ts';

function scrapes(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.startsWith('promhttp_'));
}

test('counts its own scrapes: the one that is answered is in flight, and is counted by the next', async () => {
  await using app = await startTestApp();
  const first = await ask(app.port, '/metrics');
  const second = await ask(app.port, '/metrics');
  expect(scrapes(first.text)).toEqual([
    'promhttp_metric_handler_requests_in_flight 1',
    'promhttp_metric_handler_requests_total{code="200"} 0',
    'promhttp_metric_handler_requests_total{code="500"} 0',
    'promhttp_metric_handler_requests_total{code="503"} 0',
  ]);
  expect(scrapes(second.text)).toEqual([
    'promhttp_metric_handler_requests_in_flight 1',
    'promhttp_metric_handler_requests_total{code="200"} 1',
    'promhttp_metric_handler_requests_total{code="500"} 0',
    'promhttp_metric_handler_requests_total{code="503"} 0',
  ]);
});

test('counts a page that could not be made', async () => {
  await using app = await startTestApp();
  const { selfMetrics } = app.parts;
  const families = vi.spyOn(selfMetrics, 'families').mockRejectedValueOnce(new Error('broken'));
  expect((await ask(app.port, '/metrics')).status).toBe(500);
  families.mockRestore();
  expect(scrapes((await ask(app.port, '/metrics')).text)).toEqual([
    'promhttp_metric_handler_requests_in_flight 1',
    'promhttp_metric_handler_requests_total{code="200"} 0',
    'promhttp_metric_handler_requests_total{code="500"} 1',
    'promhttp_metric_handler_requests_total{code="503"} 0',
  ]);
});
