import { describe, expect, test } from 'vitest';
import { followRoute, type RoutePlan } from '../../../src/diagnosis/route/follow-route.ts';
import type { Report } from '../../../src/diagnosis/route/reports.ts';
import { systemClock } from '../../../src/engine/clock.ts';

const plan: RoutePlan = { maxHops: 12, atOnce: 4, answerMs: 5, lastLookMs: 5, lastLooks: 2 };

/** A way whose hop `n` answers as `answers[n]` says; what it leaves out is silent. */
async function follow(
  answers: Readonly<Record<number, Report['answer']>>,
  options: { readonly signal?: AbortSignal; readonly from?: number } = {},
) {
  const { signal = new AbortController().signal, from = 0 } = options;
  const sent: number[] = [];
  const route = await followRoute(
    (onReport) => ({
      ok: true,
      scout: {
        send(hopLimit) {
          sent.push(hopLimit);
          const answer = answers[hopLimit];
          // Those before `from` get lost.
          if (answer !== undefined && sent.length > from) {
            setImmediate(() => onReport({ hopLimit, answer, address: `192.0.2.${hopLimit}` }));
          }
          return undefined;
        },
        [Symbol.dispose]: () => {},
      },
    }),
    plan,
    { clock: systemClock, signal },
  );
  return {
    sent,
    end: route.end,
    hops: route.hops.map(({ answer, address }) => `${answer ?? '-'} ${address ?? '*'}`),
  };
}

describe('follows a way', () => {
  test('to its end, and shows no hop beyond it', async () => {
    const { end, hops, sent } = await follow({ 1: 'passed', 2: 'passed', 3: 'reached', 4: 'reached' });
    expect({ end, hops, sent }).toEqual({
      end: 'reached',
      hops: ['passed 192.0.2.1', 'passed 192.0.2.2', 'reached 192.0.2.3'],
      sent: [1, 2, 3, 4],
    });
  });

  test('over a silent router, which it asks twice', async () => {
    const { end, hops, sent } = await follow({ 1: 'passed', 3: 'passed', 4: 'passed', 5: 'reached' });
    expect({ end, hops }).toEqual({
      end: 'reached',
      hops: ['passed 192.0.2.1', '- *', 'passed 192.0.2.3', 'passed 192.0.2.4', 'reached 192.0.2.5'],
    });
    expect(sent.filter((hopLimit) => hopLimit === 2)).toHaveLength(2);
  });

  test.each(['unreachable', 'prohibited'] as const)('that is turned back: %s', async (answer) => {
    expect(await follow({ 1: 'passed', 2: answer })).toMatchObject({
      end: answer,
      hops: ['passed 192.0.2.1', `${answer} 192.0.2.2`],
    });
  });

  test('until nobody answers any more, which it makes sure of', async () => {
    const { end, hops, sent } = await follow({ 1: 'passed', 2: 'passed' });
    expect({ end, hops }).toEqual({ end: 'silent', hops: ['passed 192.0.2.1', 'passed 192.0.2.2'] });
    expect(sent.slice(-2)).toEqual([3, 3]);
  });

  test('whose end only answers when it is asked again', async () => {
    const { end, hops } = await follow({ 1: 'reached' }, { from: 8 });
    expect({ end, hops }).toEqual({ end: 'reached', hops: ['reached 192.0.2.1'] });
  });

  test('not at all when it is over before it began', async () => {
    expect(await follow({ 1: 'reached' }, { signal: AbortSignal.abort() })).toEqual({
      sent: [],
      end: 'silent',
      hops: [],
    });
  });

  test('not where there is no socket', async () => {
    const route = await followRoute(() => ({ ok: false, detail: 'no socket' }), plan, {
      clock: systemClock,
      signal: new AbortController().signal,
    });
    expect(route).toEqual({ hops: [], end: 'not_possible', detail: 'no socket' });
  });
});
