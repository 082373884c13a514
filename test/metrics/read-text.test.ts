import { assert, dictionary, double, property, string, stringMatching } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exposition } from '../../src/metrics/exposition.ts';
import { readMetricsText } from '../../src/metrics/read-text.ts';

describe('a page of metrics', () => {
  test.each([
    { name: 'a value', line: 'up 1', sample: { name: 'up', labels: {}, value: 1 } },
    { name: 'a time stamp', line: 'up 1 1700000000000', sample: { name: 'up', labels: {}, value: 1 } },
    {
      name: 'labels with spaces and a comma at the end',
      line: 'a:b { x = "1" , y="2", } 2.5e-3',
      sample: { name: 'a:b', labels: { x: '1', y: '2' }, value: 0.0025 },
    },
    {
      name: 'escapes',
      line: String.raw`a{x="\\n \n \" }"} -Inf`,
      sample: { name: 'a', labels: { x: '\\n \n " }' }, value: Number.NEGATIVE_INFINITY },
    },
    { name: 'no number', line: 'a NaN', sample: { name: 'a', labels: {}, value: Number.NaN } },
  ])('is read with $name', ({ line, sample }) => {
    expect(readMetricsText(`# HELP a b\n\n${line}\n`)).toEqual([sample]);
  });

  test.each(['<html>', 'a', 'a b', 'a{x="1" 1', 'a{x=1} 1', 'a 1 2 3', '{x="1"} 1', 'a{x="1"}'])(
    'is refused with the line %s',
    (line) => {
      expect(readMetricsText(`up 1\n${line}\n`)).toBeUndefined();
    },
  );

  // Text has no negative zero: adding 0 makes it a positive one.
  test('is read as it was written', () => {
    const labels = dictionary(stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,5}$/u), string({ unit: 'grapheme' }), {
      maxKeys: 3,
      noNullPrototype: true,
    });
    assert(
      property(stringMatching(/^[a-z:_][a-z0-9:_]{0,8}$/u), labels, double(), (name, pairs, value) => {
        const samples = [{ labels: pairs, value }];
        const page = exposition([{ name, help: 'h', type: 'gauge', samples }], 'underscores');
        expect(readMetricsText(page)).toEqual([{ name, labels: pairs, value: value + 0 }]);
      }),
    );
  });
});
