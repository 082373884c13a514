import { expect, test } from 'vitest';
import type { Failure } from '../../probes/failure.ts';
import { withoutLateBlame } from '../../src/engine/late-verdict.ts';
import { fakeSuccess } from '../helpers/fake-prober.ts';

const timedOut: Failure = {
  phase: 'response',
  reason: 'http.response.timed_out',
  blame: 'target',
  detail: 'no result within 1 s',
};

function judged(failure: Failure, circumstances: { timeoutMs: number; localDelayMs: number }): Failure {
  const outcome = withoutLateBlame({ ...fakeSuccess, ok: false, failure }, circumstances);
  if (outcome.ok) throw new Error('a failure has become a success');
  return outcome.failure;
}

const local = {
  phase: 'response',
  reason: 'local.resources',
  blame: 'local',
  detail: 'this exporter stood still for 0.5 s of the run: no result within 1 s',
};

test.each([
  { name: 'half of its time', failure: timedOut, timeoutMs: 1000, localDelayMs: 500, is: local },
  {
    name: 'half of the time of a handshake',
    failure: { ...timedOut, phase: 'tls', reason: 'tls.timed_out' } as const,
    timeoutMs: 1000,
    localDelayMs: 500,
    is: { ...local, phase: 'tls' },
  },
  {
    name: 'half of the time of a ping',
    failure: { ...timedOut, reason: 'icmp.no_reply', blame: 'network' } as const,
    timeoutMs: 1000,
    localDelayMs: 500,
    is: local,
  },
])(
  'a run that ran out of time is our own fault when we stood still for $name',
  ({ failure, is, ...rest }) => {
    expect(judged(failure, rest)).toEqual(is);
  },
);

test.each([
  { name: 'we stood still for less', failure: timedOut, timeoutMs: 1000, localDelayMs: 499 },
  { name: 'we stood still for next to nothing', failure: timedOut, timeoutMs: 100, localDelayMs: 249 },
  { name: 'it was given no time', failure: timedOut, timeoutMs: 0, localDelayMs: 500 },
  {
    name: 'it failed for another reason',
    failure: { ...timedOut, reason: 'tcp.refused' } as const,
    timeoutMs: 1000,
    localDelayMs: 900,
  },
])('a run that failed stays what it is when $name', ({ failure, ...rest }) => {
  expect(judged(failure, rest)).toBe(failure);
});

test('a success stays one, however late we were', () => {
  expect(withoutLateBlame(fakeSuccess, { timeoutMs: 1000, localDelayMs: 900 })).toBe(fakeSuccess);
});
