import { expect, test } from 'vitest';
import { boundedCache } from '../../../../probes/shared/tls/bounded-cache.ts';

function counting(limit: number) {
  const cache = boundedCache<string>(limit);
  const made: string[] = [];
  const get = (...parts: string[]): string =>
    cache.get(parts, () => {
      const value = parts.join('+');
      made.push(value);
      return value;
    });
  return { get, made };
}

test('makes a value once', () => {
  const { get, made } = counting(2);
  expect([get('a'), get('a')]).toEqual(['a', 'a']);
  expect(made).toEqual(['a']);
});

test('tells parts apart from their concatenation', () => {
  const { get, made } = counting(4);
  get('ab', 'c');
  get('a', 'bc');
  expect(made).toEqual(['ab+c', 'a+bc']);
});

test('drops the value that was not used for longest', () => {
  const { get, made } = counting(2);
  for (const part of ['a', 'b', 'a', 'c', 'a', 'b']) get(part);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

test('keeps nothing of what could not be made', () => {
  const cache = boundedCache<string>(2);
  expect(() =>
    cache.get(['a'], () => {
      throw new RangeError('no');
    }),
  ).toThrow(RangeError);
  expect(cache.get(['a'], () => 'made')).toBe('made');
});
