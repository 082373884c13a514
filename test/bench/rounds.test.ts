import { expect, test } from 'vitest';
import { figuresOf, interleaved, type Side } from '../../bench/rounds.ts';

test('measures the sides in turn and throws the first round away', async () => {
  const asked: string[] = [];
  const measure = (side: Side) => () => {
    asked.push(side);
    return Promise.resolve(asked.length);
  };
  const measures = new Map<Side, () => Promise<number>>([
    ['vantage', measure('vantage')],
    ['peer', measure('peer')],
  ]);
  const kept = await interleaved(measures, 2);
  expect(asked).toEqual(['vantage', 'peer', 'vantage', 'peer', 'vantage', 'peer']);
  expect([...kept]).toEqual([
    ['vantage', [3, 5]],
    ['peer', [4, 6]],
  ]);
});

test('a figure that is absent keeps its place among the rounds', () => {
  const measured = new Map([['peer' as const, [{ ms: 1 }, {}, { ms: 3 }]]]);
  expect([...figuresOf<{ ms?: number }>(measured, ({ ms }) => ms)]).toEqual([['peer', [1, Number.NaN, 3]]]);
});
