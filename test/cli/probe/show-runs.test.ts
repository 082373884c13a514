import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Outcome } from '../../../probes/contract.ts';
import type { ProbeFlags } from '../../../src/cli/probe/probe-flags.ts';
import { showRuns } from '../../../src/cli/probe/show-runs.ts';
import type { CheckedRun } from '../../../src/cli/report/checked-run.ts';
import { failOnNothing } from '../../../src/cli/report/fail-on.ts';
import type { Module } from '../../../src/config/module.ts';
import { shownBlock } from '../../../src/config/shown-value.ts';
import { type RecordingIo, recordingIo } from '../recording-io.ts';
import { checkedRun, expired, resultOf } from '../results.ts';

const module: Module = {
  name: 'm',
  prober: {
    name: 'fake',
    options: z.unknown(),
    probe: () => Promise.reject(new Error('not called')),
    metrics: () => [
      {
        name: 'probe_said',
        help: 'What it said',
        type: 'gauge',
        samples: [{ labels: { text: '\u001b[2J' }, value: 1 }],
      },
    ],
    facts: () => [{ name: 'said', value: 'hello' }],
  },
  options: undefined,
  timeoutMs: 0,
  shown: shownBlock([]),
};

const flags: ProbeFlags = {
  targets: ['https://shop.example/'],
  settings: [],
  resolve: [],
  resolvers: [],
  count: 1,
  intervalMs: 1000,
  output: 'text',
  failOn: failOnNothing,
  verbose: false,
  debug: false,
};

async function* inOneRound(...runs: readonly CheckedRun[]): AsyncGenerator<readonly CheckedRun[]> {
  yield await Promise.resolve(runs);
}

/** What is printed of one run. */
async function shown(
  run: { readonly result: CheckedRun['result']; readonly output: ProbeFlags['output'] },
  io: RecordingIo,
): Promise<string> {
  const showing = { flags: { ...flags, output: run.output }, command: 'vantage probe', targets: 1 };
  await showRuns(inOneRound(checkedRun(run.result, { module })), showing, io);
  return io.printed();
}

const result = resultOf({ ok: true, phases: {}, observations: {} }, { durationMs: 125 });

test.each([
  { name: 'colours for a terminal', columns: 80, env: {}, start: '\u001b[1;32mOK\u001b[0m https://' },
  { name: 'no colour for a pipe', env: {}, start: 'OK https://' },
  { name: 'no colour when NO_COLOR is set', columns: 80, env: { NO_COLOR: '1' }, start: 'OK https://' },
  {
    name: 'colours when NO_COLOR is empty',
    columns: 80,
    env: { NO_COLOR: '' },
    start: '\u001b[1;32mOK\u001b[0m https://',
  },
  { name: 'no colour in CI', columns: 80, env: { CI: 'true' }, start: 'OK https://' },
  { name: 'no colour for a dumb terminal', columns: 80, env: { TERM: 'dumb' }, start: 'OK https://' },
])('has $name', async ({ start, ...io }) => {
  const text = await shown({ result, output: 'text' }, recordingIo(io));
  expect(text.slice(0, start.length)).toBe(start);
});

test("shows the prober's facts", async () => {
  expect(await shown({ result, output: 'text' }, recordingIo())).toBe(
    `OK https://shop.example/ in 125 ms

  total  125.0 ms  ████████████████████████████████████████████████████████████

  said  hello
`,
  );
});

test('lays out for 60 columns on a narrower terminal', async () => {
  const io = recordingIo({ columns: 20, env: { NO_COLOR: '1' } });
  const text = await shown({ result: resultOf(expired), output: 'text' }, io);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(60);
});

test('asks a prober that threw for nothing', async () => {
  const outcome: Outcome = {
    ok: false,
    failure: {
      phase: 'request',
      reason: 'local.bug',
      blame: 'local',
      detail: 'bug in the fake prober: oops',
    },
    phases: {},
    observations: undefined,
  };
  const run = resultOf(outcome);
  const text = await shown({ result: run, output: 'text' }, recordingIo());
  expect(text).not.toContain('said');
  expect(text.split('\n')[0]).toBe(
    'UNKNOWN https://shop.example/ local.bug (local): bug in the fake prober: oops',
  );
  const json = await shown({ result: run, output: 'json' }, recordingIo());
  expect(json).not.toContain('probe_said');
});

const page = (label: string): string =>
  [
    '# HELP probe_duration_seconds Time from the start of the probe to its result, in seconds.',
    '# TYPE probe_duration_seconds gauge',
    'probe_duration_seconds 0.125',
    "# HELP probe_local_delay_seconds The worst lateness of this exporter's own event loop during the probe, in seconds.",
    '# TYPE probe_local_delay_seconds gauge',
    'probe_local_delay_seconds 0',
    '# HELP probe_said What it said',
    '# TYPE probe_said gauge',
    `probe_said{text="${label}"} 1`,
    '# HELP probe_success Whether the target met everything the module demands.',
    '# TYPE probe_success gauge',
    'probe_success 1',
    '# HELP probe_timeout_seconds Time the probe was given, in seconds.',
    '# TYPE probe_timeout_seconds gauge',
    'probe_timeout_seconds 10',
    '',
  ].join('\n');

test('writes to a file what /probe would answer', async () => {
  const text = await shown({ result, output: 'prometheus' }, recordingIo());
  expect(text).toBe(page('\u001b[2J'));
});

test('keeps a terminal from obeying a label', async () => {
  const text = await shown({ result, output: 'prometheus' }, recordingIo({ columns: 80 }));
  expect(text).toBe(page('\\x1b[2J'));
});
