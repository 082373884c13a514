import { describe, expect, test } from 'vitest';
import { DeadlineReached, RunAbandoned } from '../../probes/abort.ts';
import type { Clock, ProbeContext } from '../../probes/contract.ts';
import { usualPolicy } from '../../src/config/policy/target-policy.ts';
import { createLoopDelay } from '../../src/engine/loop-delay.ts';
import { type ProbeResult, runProbe } from '../../src/engine/run.ts';
import { fixedResolver } from '../helpers/context.ts';
import { fakeFailure, fakeModule, fakeProber, fakeSuccess } from '../helpers/fake-prober.ts';

const target = { text: 'target.test' };

/** A clock that only moves when it is told to. */
function stoppedClock(): Clock & { advance(ms: number): void } {
  let nowMs = 5000;
  return {
    monotonicMs: () => nowMs,
    wallMs: () => 1_700_000_000_000,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

interface Surroundings {
  readonly environment: Parameters<typeof runProbe>[1];
  readonly clock: ReturnType<typeof stoppedClock>;
  readonly bugs: [error: unknown, result: ProbeResult][];
}

function surroundings(): Surroundings {
  const clock = stoppedClock();
  const bugs: Surroundings['bugs'] = [];
  const environment = {
    clock,
    resolver: fixedResolver({}),
    targetPolicy: () => usualPolicy,
    loopDelay: createLoopDelay({ clock, every: () => () => {} }),
    onBug: (error: unknown, result: ProbeResult) => void bugs.push([error, result]),
  };
  return { environment, clock, bugs };
}

describe('runProbe', () => {
  test.each(['EMFILE', 'ENFILE'])('takes %s out of a prober for what it is: no bug', async (code) => {
    const { environment, bugs } = surroundings();
    const prober = fakeProber(() =>
      Promise.reject(Object.assign(new Error('too many open files'), { code })),
    );
    const result = await runProbe(
      { module: fakeModule('web', prober), target, timeoutMs: 1000 },
      environment,
    );
    expect(result.outcome).toMatchObject({
      ok: false,
      failure: { phase: 'request', reason: 'local.resources', blame: 'local' },
    });
    expect(bugs).toEqual([]);
  });

  test('keeps no credentials in what the run says, and the target as it was given', async () => {
    // A dollar and what may follow it mean something to String.replaceAll.
    const text = 'u:canary@h:port/$&';
    const prober = fakeProber((_target, { transcript }) => {
      transcript.record('http.redirected', { location: 'http://v:canary@h/?token=canary' });
      transcript.record('http.response', {
        hop: 1,
        version: 'HTTP/1.1',
        status: 200,
        headers: [
          ['Set-Cookie', 'a=canary'],
          ['Link', '<http://v:canary@h/>'],
        ],
      });
      const detail = `"${text}" is no target, nor is http://canary@h`;
      const failure = { phase: 'connect', reason: 'target.invalid', blame: 'local', detail } as const;
      return Promise.resolve({ ...fakeSuccess, ok: false, failure });
    });
    const { environment } = surroundings();
    const result = await runProbe(
      { module: fakeModule('web', prober), target: { text }, timeoutMs: 9500 },
      environment,
    );
    const { target: kept, ...rest } = result;
    expect(kept).toEqual({ text });
    expect(JSON.stringify(rest)).not.toContain('canary');
    const detail = '"u:xxxxx@h:port/$&" is no target, nor is http://xxxxx@h';
    expect(rest.outcome).toMatchObject({ failure: { detail } });
    expect(rest.transcript.map(({ fields }) => fields)).toEqual([
      { location: 'http://v:xxxxx@h/?token=xxxxx' },
      {
        hop: 1,
        version: 'HTTP/1.1',
        status: 200,
        headers: ['Set-Cookie: <secret>', 'Link: <http://v:xxxxx@h/>'],
      },
      expect.objectContaining({ detail }),
    ]);
  });

  test('yields one value that says what ran, when, for how long and with what outcome', async () => {
    const { environment, clock, bugs } = surroundings();
    const prober = fakeProber((_target, context) => {
      clock.advance(1.25);
      context.transcript.record('icmp.sent', { seq: 1 });
      clock.advance(1.25);
      return Promise.resolve(fakeSuccess);
    });
    const result = await runProbe(
      { module: fakeModule('web', prober), target, timeoutMs: 9500 },
      environment,
    );
    expect(result).toEqual({
      module: 'web',
      prober: 'fake',
      target,
      startedAtMs: 1_700_000_000_000,
      durationMs: 2.5,
      timeoutMs: 9500,
      localDelayMs: 0,
      outcome: fakeSuccess,
      transcript: [
        { atMs: 1.25, kind: 'icmp.sent', fields: { seq: 1 } },
        { atMs: 2.5, kind: 'run.succeeded', fields: { duration_seconds: 0.0025 } },
      ],
    });
    expect(bugs).toEqual([]);
  });

  test.each([
    { outcome: fakeSuccess, kinds: ['resolve.chosen'] },
    { outcome: fakeFailure, kinds: ['icmp.opening', 'resolve.chosen', 'run.failed'] },
  ])('keeps of a success only what was asked for', async ({ outcome, kinds }) => {
    const { environment } = surroundings();
    const prober = fakeProber((_target, { transcript }) => {
      transcript.record('icmp.opening', {});
      transcript.record('resolve.chosen', { host: 'a', ip: '192.0.2.1', answers: [], why: 'literal' });
      return Promise.resolve(outcome);
    });
    const result = await runProbe(
      { module: fakeModule('web', prober), target, timeoutMs: 9500, eventsOfSuccess: 'compared' },
      environment,
    );
    expect(result.transcript.map(({ kind }) => kind)).toEqual(kinds);
  });

  test('ends the transcript of a failure with its reason', async () => {
    const { environment } = surroundings();
    const prober = fakeProber(() => Promise.resolve(fakeFailure));
    const result = await runProbe(
      { module: fakeModule('web', prober), target, timeoutMs: 9500 },
      environment,
    );
    expect(result.transcript.at(-1)).toEqual({
      atMs: 0,
      kind: 'run.failed',
      fields: {
        phase: 'connect',
        reason: 'tcp.refused',
        blame: 'target',
        detail: 'nothing listens there',
        duration_seconds: 0,
      },
    });
  });

  test('does not count preparation as time of the run', async () => {
    const { environment, clock } = surroundings();
    const prober = {
      ...fakeProber(),
      prepare: () => {
        clock.advance(150);
        return Promise.resolve();
      },
    };
    const result = await runProbe(
      { module: fakeModule('web', prober), target, timeoutMs: 9500 },
      environment,
    );
    expect(result.durationMs).toBe(0);
  });

  test.each([
    ['the prober', { ...fakeProber(), probe: () => Promise.reject(new TypeError('oops')) }],
    ['the prober, at once', { ...fakeProber(), probe: (): never => raise(new TypeError('oops')) }],
    ['its preparation', { ...fakeProber(), prepare: () => Promise.reject(new TypeError('oops')) }],
  ])('takes an exception out of %s for a bug of ours, and never rejects', async (_name, prober) => {
    const { environment, bugs } = surroundings();
    const result = await runProbe(
      { module: fakeModule('web', prober), target, timeoutMs: 9500 },
      environment,
    );
    expect(result.outcome).toEqual({
      ok: false,
      failure: {
        phase: 'request',
        reason: 'local.bug',
        blame: 'local',
        detail: 'bug in the fake prober: oops',
      },
      phases: {},
      observations: undefined,
    });
    expect(bugs).toEqual([[new TypeError('oops'), result]]);
  });

  test.each<[string, number, AbortSignal | undefined, unknown]>([
    ['its time was used up', 0, undefined, DeadlineReached],
    ['nobody waits any more', 1000, AbortSignal.abort(), RunAbandoned],
  ])('tells the prober from the start that %s', async (_name, timeoutMs, signal, reason) => {
    const { environment } = surroundings();
    const seen: ProbeContext[] = [];
    const prober = fakeProber((_target, context) => {
      seen.push(context);
      return Promise.resolve(fakeSuccess);
    });
    const request = { module: fakeModule('web', prober), target, timeoutMs };
    await runProbe(signal === undefined ? request : { ...request, signal }, environment);
    expect(seen.map((context): unknown => context.signal.reason)).toEqual([expect.any(reason)]);
  });
});

function raise(error: Error): never {
  throw error;
}
