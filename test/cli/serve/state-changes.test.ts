import { expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import { logStateChanges } from '../../../src/cli/serve/state-changes.ts';
import type { Change } from '../../../src/engine/history/changes.ts';
import { createLogger } from '../../../src/log.ts';
import { fakeFailure, fakeSuccess, finishedRun } from '../../helpers/fake-prober.ts';
import { manualClock } from '../../helpers/manual-clock.ts';
import { scheduledTarget } from '../../helpers/scheduled-runs.ts';

const timedOut: Outcome = {
  ok: false,
  failure: { phase: 'connect', reason: 'tcp.timed_out', blame: 'network', detail: 'nobody answered' },
  phases: {},
  observations: {},
};

function changes() {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'info',
    format: 'logfmt',
    clock: manualClock(),
    write: (line) => void lines.push(line.replace(/^time=\S+ /, '').trimEnd()),
  });
  const state = logStateChanges(logger);
  const target = scheduledTarget('http://me:secret@shop.test/');
  let run = 0;
  return {
    lines,
    state,
    target,
    heard: (outcome: Outcome, list: readonly Change[] = []): void => {
      run += 1;
      const changes = { since: { id: 0, runId: 'run-0', startedAtMs: 0 }, list };
      state.heard(target, { ...finishedRun({ outcome }, { runId: `run-${run}` }), id: run, changes });
    },
  };
}

const where = 'job=vendors target=http://me:xxxxx@shop.test/ module=web';
const down = 'phase=connect reason=tcp.refused blame=target detail="nothing listens there"';

test('tells when a target goes down, fails for another reason, and comes back: one line each', () => {
  const { lines, heard } = changes();
  for (const outcome of [
    fakeSuccess,
    fakeFailure,
    fakeFailure,
    timedOut,
    timedOut,
    fakeSuccess,
    fakeSuccess,
  ]) {
    heard(outcome);
  }
  expect(lines).toEqual([
    `level=WARN msg="The target is down" ${where} run_id=run-2 ${down}`,
    `level=WARN msg="The target is down" ${where} run_id=run-4 phase=connect reason=tcp.timed_out blame=network detail="nobody answered"`,
    `level=INFO msg="The target is up again" ${where} run_id=run-6`,
  ]);
});

test('tells of a first failure, and of nothing when all is well from the start', () => {
  const sound = changes();
  sound.heard(fakeSuccess);
  expect(sound.lines).toEqual([]);
  const broken = changes();
  broken.heard(fakeFailure);
  expect(broken.lines).toEqual([`level=WARN msg="The target is down" ${where} run_id=run-1 ${down}`]);
});

test('says what changed since the last success, in one line however hostile it is', () => {
  const { lines, heard } = changes();
  heard(fakeFailure, [
    { what: 'status', before: 200, after: 503 },
    { what: 'header x-\u001b[2J', before: null, after: 'a\nlevel=INFO\u202e "b"' },
  ]);
  expect(lines).toEqual([
    `level=WARN msg="The target is down" ${where} run_id=run-1 ${down} ` +
      String.raw`changed="status: 200 -> 503,\"header x-\\x1b[2J\": none -> \"a\\nlevel=INFO\\u202e \\\"b\\\"\""`,
  ]);
});

test('knows nothing of a target that was gone meanwhile', () => {
  const { lines, heard, state, target } = changes();
  heard(fakeFailure);
  state.keep([target]);
  heard(fakeFailure);
  expect(lines).toHaveLength(1);
  state.keep([]);
  heard(fakeFailure);
  expect(lines).toHaveLength(2);
});

test('says which name was asked for', () => {
  const { lines, state } = changes();
  const target = { text: '192.0.2.1:443', hostname: 'shop.test' };
  state.heard(scheduledTarget('a', { target }), { ...finishedRun({ outcome: fakeFailure }), id: 1 });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('target=192.0.2.1:443 hostname=shop.test module=web');
});
