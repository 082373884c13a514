import { expect, test } from 'vitest';
import { diagnosisText } from '../../../src/cli/diagnose/diagnosis-json-text.ts';
import { diagnosisView } from '../../../src/cli/diagnose/diagnosis-view.ts';
import { coloured, plain } from '../../../src/cli/terminal/paint.ts';
import { diagnosis } from './sample-diagnosis.ts';

test.each([
  ['a pipe', 'pipe', { paint: plain }],
  ['60 columns', '60', { paint: plain, columns: 60 }],
  ['a terminal of 120 columns', '120', { paint: coloured, columns: 120 }],
])('words a diagnosis for %s', async (_name, file, style) => {
  await expect(diagnosisView(diagnosis, style)).toMatchFileSnapshot(`../golden/diagnose/${file}.txt`);
});

test('no line is longer than the terminal is wide', () => {
  const lines = diagnosisView(diagnosis, { paint: plain, columns: 60 }).split('\n');
  expect(lines.filter((line) => line.length > 60)).toEqual([]);
});

test('is one line of JSON, durations in seconds, times as dates, and nothing that steers a terminal', () => {
  const text = diagnosisText(diagnosis);
  expect(text).toMatch(/^[^\n]+\n$/u);
  expect(text).not.toContain('\u001b');
  expect(JSON.parse(text)).toMatchObject({
    verdict: {
      code: 'some_addresses_refuse',
      blame: 'target',
      sentence: 'one of 2 addresses refuses: 192.0.2.8',
    },
    evidence: {
      subject: { target: 'https://shop.example/\u001b[2J', is_tls: true },
      started_at: '2026-11-29T03:00:00.000Z',
      duration_seconds: 1.84,
      run: {
        status_code: 200,
        ahead_of_peer_seconds: 1,
        certificate: { not_after_at: '2027-01-01T00:00:00.000Z', dns_names: ['shop.example'] },
      },
      addresses: [
        { address: '192.0.2.7', is_own: true, connection: { ok: true } },
        {
          connection: {
            ok: false,
            failure: { phase: 'connect', reason: 'tcp.refused' },
            duration_seconds: 0.001234,
            phases: { resolve: 0.0005, connect: 0.0007 },
          },
        },
      ],
      routes: [{ hops: [{ hop_limit: 1, round_trip_seconds: 0.0004 }, { hop_limit: 2 }, {}] }, {}, {}],
      vantage: { is_clock_kept: false },
    },
  });
});
