import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { abortFailure, DeadlineReached, RunAbandoned } from '../../probes/abort.ts';
import { startDeadline } from '../../src/engine/deadline.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('startDeadline', () => {
  test('aborts when the time is up, and not before', () => {
    using deadline = startDeadline(1500);
    vi.advanceTimersByTime(1499);
    expect(deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(deadline.signal.reason).toBeInstanceOf(DeadlineReached);
  });

  test.each([0, -1])('has no time at all for %d ms', (timeoutMs) => {
    using deadline = startDeadline(timeoutMs);
    expect(deadline.signal.reason).toBeInstanceOf(DeadlineReached);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends with its parent', () => {
    const parent = new AbortController();
    using deadline = startDeadline(1000, parent.signal);
    parent.abort();
    expect(deadline.signal.reason).toBeInstanceOf(RunAbandoned);
  });

  test('is over from the start when its parent is', () => {
    using deadline = startDeadline(1000, AbortSignal.abort());
    expect(deadline.signal.reason).toBeInstanceOf(RunAbandoned);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('leaves neither timer nor listener behind', () => {
    const parent = new AbortController();
    const deadline = startDeadline(1000, parent.signal);
    expect([vi.getTimerCount(), getEventListeners(parent.signal, 'abort').length]).toEqual([1, 1]);
    deadline[Symbol.dispose]();
    expect([vi.getTimerCount(), getEventListeners(parent.signal, 'abort').length]).toEqual([0, 0]);
  });

  test('waits for a time that is too long for a timer, instead of ending at once', () => {
    using deadline = startDeadline(Number.POSITIVE_INFINITY);
    vi.advanceTimersByTime(24 * 60 * 60 * 1000);
    expect(deadline.signal.aborted).toBe(false);
  });
});

describe('abortFailure', () => {
  test.each([
    ['resolve', 'dns.timed_out', 'resolver'],
    ['connect', 'tcp.timed_out', 'network'],
    ['tls', 'tls.timed_out', 'target'],
    ['response', 'http.response.timed_out', 'target'],
  ] as const)('blames a time-out in phase %s as %s on %s', (phase, reason, blame) => {
    using deadline = startDeadline(1500);
    vi.advanceTimersByTime(1500);
    expect(abortFailure(deadline.signal, phase)).toMatchObject({ phase, reason, blame });
  });

  test('says how long was waited', () => {
    using deadline = startDeadline(1500);
    vi.advanceTimersByTime(1500);
    expect(abortFailure(deadline.signal, 'connect').detail).toBe(
      'no result within 1.5 s: time ran out while connecting',
    );
  });

  test('takes the reason of a prober that knows better', () => {
    using deadline = startDeadline(10);
    vi.advanceTimersByTime(10);
    expect(abortFailure(deadline.signal, 'response', 'dialogue.timed_out').reason).toBe('dialogue.timed_out');
  });

  test.each([
    ['a run without time', startDeadline(0).signal, 'local.no_time'],
    ['an abandoned run', AbortSignal.abort(new RunAbandoned('x')), 'local.aborted'],
  ])('is our own fault for %s', (_name, signal, reason) => {
    expect(abortFailure(signal, 'connect')).toMatchObject({ reason, blame: 'local' });
  });
});
