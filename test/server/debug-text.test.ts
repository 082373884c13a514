import { expect, test } from 'vitest';
import { debugText } from '../../src/server/debug-text.ts';
import { fakeFailure, fakeModule, fakeResult } from '../helpers/fake-prober.ts';

const entry = {
  id: 0,
  runId: '0mcx5k3p2-0000',
  module: fakeModule('web'),
  result: fakeResult({
    outcome: fakeFailure,
    startedAtMs: Date.UTC(2026, 10, 21, 3, 5, 21, 600),
    transcript: [
      { atMs: 1, kind: 'icmp.opening', fields: {} },
      { atMs: 51, kind: 'run.failed', fields: { duration_seconds: 0.25 } },
    ],
  }),
} as const;

test('shows the lines, the metrics and the module, three blank lines apart', () => {
  const text = debugText(entry, { level: 'info', format: 'logfmt', disclosure: 'redacted' });
  expect(text).toBe(
    `Logs for the probe:
time=2026-11-21T03:05:21.651Z level=ERROR msg="Probe failed" module=web target=target duration_seconds=0.25



Metrics that would have been returned:
# HELP probe_duration_seconds Time from the start of the probe to its result, in seconds.
# TYPE probe_duration_seconds gauge
probe_duration_seconds 0.25
# HELP probe_failure_info Why the probe failed: in which phase, for what reason, and whose fault it most likely is.
# TYPE probe_failure_info gauge
probe_failure_info{blame="target",phase="connect",reason="tcp.refused"} 1
# HELP probe_fake_info A family of its own
# TYPE probe_fake_info gauge
probe_fake_info{"x-y"="v"} 1
# HELP probe_local_delay_seconds The worst lateness of this exporter's own event loop during the probe, in seconds.
# TYPE probe_local_delay_seconds gauge
probe_local_delay_seconds 0
# HELP probe_success Whether the target met everything the module demands.
# TYPE probe_success gauge
probe_success 0
# HELP probe_timeout_seconds Time the probe was given, in seconds.
# TYPE probe_timeout_seconds gauge
probe_timeout_seconds 9.5



Module configuration:
prober: fake
`,
  );
});

test('shows all lines at the level debug, as JSON where the log is JSON', () => {
  const [lines = ''] = debugText(entry, { level: 'debug', format: 'json', disclosure: 'redacted' }).split(
    '\n\n\n',
  );
  expect(lines.split('\n').slice(1, 3)).toEqual([
    '{"time":"2026-11-21T03:05:21.601Z","level":"DEBUG","msg":"Opening a socket","module":"web","target":"target"}',
    '{"time":"2026-11-21T03:05:21.651Z","level":"ERROR","msg":"Probe failed","module":"web","target":"target","duration_seconds":0.25}',
  ]);
});

const verdict = {
  code: 'server_error',
  blame: 'target',
  sentence: 'it says \u001b[2J and ends',
} as const;

test('ends with the verdict of a diagnosis, on one harmless line', () => {
  const text = debugText(
    { ...entry, diagnosis: { verdict } },
    { level: 'info', format: 'logfmt', disclosure: 'redacted' },
  );
  expect(text.split('\n\n\n\n').at(-1)).toBe(
    'Diagnosis:\nserver_error (target): "it says \\x1b[2J and ends"\nIts evidence is in /api/v1/results/0mcx5k3p2-0000.\n',
  );
});

test('has no more than the reference where exactly its output is wanted', () => {
  const style = { level: 'info', format: 'logfmt', disclosure: 'exact' } as const;
  expect(debugText({ ...entry, diagnosis: { verdict } }, style)).toBe(debugText(entry, style));
});
