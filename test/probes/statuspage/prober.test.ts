import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import type { StatuspageObservations } from '../../../probes/statuspage/observations.ts';
import { statuspageProber } from '../../../probes/statuspage/prober.ts';
import { parseSummary } from '../../../probes/statuspage/summary.ts';
import { exposition } from '../../../src/metrics/exposition.ts';
import { testContext } from '../../helpers/context.ts';
import { startHttpServer } from '../../helpers/http-server.ts';
import { pageProblems } from '../../helpers/page-problems.ts';
import { statuspageOptionsOf } from '../../helpers/statuspage-options.ts';
import { component, incident, summaryText } from './pages.ts';

async function probe(
  body: string | Buffer,
  block = '{}',
): Promise<{ outcome: Outcome<StatuspageObservations>; metrics: string; requested: string }> {
  await using server = await startHttpServer((_request, socket) => {
    const bytes = Buffer.from(body);
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes.length}\r\n\r\n`);
    socket.end(bytes);
  });
  using context = testContext();
  const options = statuspageOptionsOf(block);
  const outcome = await statuspageProber.probe({ text: `http://${server.authority}` }, options, context);
  const families = statuspageProber.metrics(outcome, options);
  const own = families.filter(({ name }) => name.startsWith('probe_statuspage_'));
  const [request] = server.requests;
  const accept = request?.headers.find(([name]) => name.toLowerCase() === 'accept')?.[1] ?? '';
  expect(pageProblems(exposition(families, 'underscores'))).toEqual([]);
  return {
    outcome,
    metrics: exposition(own, 'underscores').replaceAll(/^#.*\n/gmu, ''),
    requested: `${request?.method} ${request?.target} ${accept}`,
  };
}

test('asks for the summary, and turns it into metrics', async () => {
  const { outcome, metrics, requested } = await probe(
    summaryText({
      status: { indicator: 'minor', description: 'Partially Degraded Service' },
      components: [
        component({ name: 'Europe', id: 'eu', group: true, status: 'partial_outage' }),
        component({ name: 'API', group_id: 'eu', status: 'partial_outage' }),
        component({ name: 'API', status: 'under_maintenance' }),
        component({ name: 'Dashboard' }),
      ],
      incidents: [incident(), incident({ name: 'Old', status: 'resolved' })],
      scheduled_maintenances: [
        {
          name: 'Move',
          status: 'scheduled',
          scheduled_for: '2026-12-01T00:00:00.000Z',
          impact: 'maintenance',
        },
        { name: 'Done', status: 'completed', scheduled_for: '2026-11-01T00:00:00.000Z' },
      ],
    }),
  );
  expect(requested).toBe('GET /api/v2/summary.json application/json');
  expect(outcome.ok).toBe(true);
  expect(metrics).toBe(`probe_statuspage_component_level{component="API",group=""} 1
probe_statuspage_component_level{component="API",group="Europe"} 3
probe_statuspage_component_level{component="Dashboard",group=""} 0
probe_statuspage_components{status="degraded_performance"} 0
probe_statuspage_components{status="major_outage"} 0
probe_statuspage_components{status="operational"} 1
probe_statuspage_components{status="partial_outage"} 1
probe_statuspage_components{status="under_maintenance"} 1
probe_statuspage_components_hidden 0
probe_statuspage_incident_level{incident="Payments are slow",status="investigating"} 2
probe_statuspage_incident_start_timestamp_seconds{incident="Payments are slow",status="investigating"} 1.7958546e+09
probe_statuspage_incidents 1
probe_statuspage_info{description="Partially Degraded Service",indicator="minor",page="Vendor"} 1
probe_statuspage_level 2
probe_statuspage_maintenance_start_timestamp_seconds{maintenance="Move",status="scheduled"} 1.7960832e+09
probe_statuspage_maintenances 1
probe_statuspage_updated_timestamp_seconds 1.79586e+09
`);
});

test('tells people what is not well', async () => {
  const { outcome } = await probe(
    summaryText({
      status: { indicator: 'major', description: 'Major outage' },
      components: [component({ name: 'API', status: 'major_outage' }), component({ name: 'Web' })],
      incidents: [incident({ impact: 'major' })],
    }),
  );
  expect(statuspageProber.facts(outcome).map(({ name, value }) => `${name}: ${value}`)).toEqual([
    'status: 200',
    'page: Vendor',
    'says: major: Major outage',
    'components: 1 of 2 operational',
    'major outage: API',
    'incidents: 1',
    'investigating: Payments are slow (impact major)',
  ]);
});

describe('fails', () => {
  const down = summaryText({
    status: { indicator: 'major', description: 'Major Service Outage' },
    components: [
      component({ name: 'API', status: 'major_outage' }),
      component({ name: 'Webhooks', status: 'degraded_performance' }),
    ],
  });

  test.each([
    [
      'from the indicator on that the module names',
      '{fail_on: minor}',
      'assert.indicator',
      'the page says major: Major Service Outage',
    ],
    [
      'from the status of a component on that the module names',
      '{fail_on_component: degraded_performance}',
      'assert.component',
      'the page says of its components: API (major_outage), Webhooks (degraded_performance)',
    ],
    [
      'for a component that counts',
      '{fail_on_component: major_outage, components: [^API$]}',
      'assert.component',
      'the page says of its components: API (major_outage)',
    ],
    [
      'when a pattern finds no component',
      '{fail_on_component: major_outage, components: [Web, Mail]}',
      'assert.component',
      `no component's name matches "Mail"`,
    ],
  ])('%s', async (_name, block, reason, detail) => {
    const { outcome } = await probe(down, block);
    expect(outcome).toMatchObject({
      ok: false,
      failure: { phase: 'assertion', reason, blame: 'target', detail },
    });
    expect(outcome.observations.page?.indicator).toBe('major');
  });

  test.each([
    ['when nobody demands more than a page', '{}'],
    ['below the indicator that the module names', '{fail_on: critical}'],
    ['for components that do not count', '{fail_on_component: major_outage, components: [Webhooks]}'],
    ['when a pattern finds no component, and none is judged', '{components: [Mail]}'],
  ])('not %s', async (_name, block) => {
    expect((await probe(down, block)).outcome).toMatchObject({ ok: true });
  });
});

const status = { indicator: 'none', description: '' };
const page = { name: 'Vendor' };

describe('refuses a body that is no status page:', () => {
  test.each([
    ['nothing at all', '', 'it is not JSON'],
    ['HTML', '<!doctype html><html>', 'it is not JSON'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x7b]), 'it is not JSON'],
    ['deep brackets', '['.repeat(500_000), 'it is not JSON'],
    ['a number', '1', 'the whole of it is not an object'],
    ['null', 'null', 'the whole of it is not an object'],
    ['a list', '[]', 'the whole of it is not an object'],
    ['another document', '{"ok":true}', 'page is not an object'],
    ['a page without a name', JSON.stringify({ page: {}, status }), 'page.name is not a string'],
    ['no indicator', JSON.stringify({ page, status: {} }), 'status.indicator is not a string'],
    [
      'an indicator that nobody knows',
      summaryText({ status: { indicator: 'fine' } }),
      'status.indicator is "fine" and none of none, maintenance, minor, major, critical',
    ],
    ['components that are no list', summaryText({ components: {} }), 'components is not an array'],
    ['a component that is none', summaryText({ components: [7] }), 'components.0 is not an object'],
    [
      'a status that nobody knows',
      summaryText({ components: [component({ name: 'a', status: 'up' })] }),
      'components.0.status is "up" and none of operational, under_maintenance, degraded_performance, partial_outage, major_outage',
    ],
    [
      'an impact that nobody knows',
      summaryText({ incidents: [incident({ impact: 9 })] }),
      'incidents.0.impact is not a string',
    ],
    [
      'more components than any page has',
      summaryText({ components: Array(5001).fill(0) }),
      'components has more than 5000 elements',
    ],
  ])('%s', async (_name, body, problem) => {
    const { outcome } = await probe(body);
    expect(outcome).toMatchObject({
      ok: false,
      failure: {
        phase: 'response',
        reason: 'statuspage.malformed',
        blame: 'target',
        detail: `the body is no status page: ${problem}`,
      },
    });
    expect(outcome.observations.page).toBeUndefined();
  });

  test('any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(parseSummary(bytes)).toMatchObject({ ok: false });
      }),
    );
  });

  test('any other JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseSummary(Buffer.from(text))).toMatchObject({ ok: false });
      }),
    );
  });

  test('a document that does not end', async () => {
    const { outcome } = await probe(Buffer.alloc(3 * 1024 * 1024, ' '));
    expect(outcome).toMatchObject({ ok: false, failure: { reason: 'http.response.body_too_large' } });
  });
});

describe('bears what a page puts into its texts:', () => {
  test.each([
    ['line feeds and quotes', 'a"\n} 1\nup 1', 'a" } 1 up 1'],
    ['control characters', '\u001b[31mred\u0007', '[31mred'],
    ['a change of direction', 'safe\u202egnp.exe', 'safe gnp.exe'],
    ['half a surrogate pair', 'x\ud800y', 'x y'],
    ['nothing but spaces', '\u00a0\t ', ''],
    ['a megabyte', 'm'.repeat(1_000_000), `${'m'.repeat(99)}…`],
  ])('%s', async (_name, name, label) => {
    const { outcome } = await probe(summaryText({ components: [component({ name })] }));
    expect(outcome.observations.page?.components).toEqual([
      { name: label, group: '', status: 'operational' },
    ]);
  });

  test('components that look the same share a series, which is as bad as the worse', async () => {
    const { outcome } = await probe(
      summaryText({
        components: [
          component({ name: 'API' }),
          component({ name: 'API ', status: 'major_outage' }),
          component({ name: 'API', status: 'partial_outage' }),
        ],
      }),
    );
    expect(outcome.observations.page?.components).toEqual([
      { name: 'API', group: '', status: 'major_outage' },
    ]);
  });

  test('of thousands of components, a bounded number has a series, and all are counted', async () => {
    const components = Array.from({ length: 3000 }, (_, index) => component({ name: `c${index}` }));
    const { outcome, metrics } = await probe(summaryText({ components }));
    expect(outcome.observations.page?.components).toHaveLength(500);
    expect(metrics).toContain('probe_statuspage_components{status="operational"} 3000\n');
    expect(metrics).toContain('probe_statuspage_components_hidden 2500\n');
  });

  test('of many incidents, twenty have a series, and all are counted', async () => {
    const incidents = Array.from({ length: 50 }, (_, index) => incident({ name: `i${index}` }));
    const { metrics } = await probe(summaryText({ incidents }));
    expect(metrics.match(/^probe_statuspage_incident_level/gmu)).toHaveLength(20);
    expect(metrics).toContain('probe_statuspage_incidents 50\n');
  });
});
