import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatGoDuration } from '../../probes/shared/schema/go-duration.ts';
import { parseScheduleDuration } from '../../src/config/schedule-duration.ts';

test.each([
  { text: '30s', ms: 30_000 },
  { text: '1m', ms: 60_000 },
  { text: '1h30m', ms: 5_400_000 },
  { text: '1.5s', ms: 1500 },
  { text: '1m0s', ms: 60_000 },
  { text: '100ms', ms: 100 },
  { text: '1d', ms: 86_400_000 },
  { text: '1d12h', ms: 129_600_000 },
  { text: '2w', ms: 1_209_600_000 },
  { text: '1y', ms: 31_536_000_000 },
  { text: '1y1w1d1h1m1s1ms', ms: 31_536_000_000 + 604_800_000 + 86_400_000 + 3_600_000 + 61_001 },
  { text: '0', ms: 0 },
  { text: '0d', ms: 0 },
  { text: '-1s', ms: -1000 },
])('$text is $ms ms', ({ text, ms }) => {
  expect(parseScheduleDuration(text)).toBe(ms);
});

test.each(['', '5', '1D', 'd', '1.5d', '-1d', '12h1d', '1d1d', '1 d', '1d ', '300y', '1M', '1d0'])(
  '"%s" is no duration',
  (text) => {
    expect(parseScheduleDuration(text)).toBeUndefined();
  },
);

test('reads what Go prints', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000_000), (ms) => {
      expect(parseScheduleDuration(formatGoDuration(ms))).toBe(ms);
    }),
  );
});

test('reads what Prometheus prints', () => {
  const units = [
    ['y', 31_536_000_000],
    ['w', 604_800_000],
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
    ['ms', 1],
  ] as const;
  const counts = fc.tuple(...units.map(() => fc.option(fc.nat(39), { nil: undefined })));
  fc.assert(
    fc.property(
      counts.filter((given) => given.some((count) => count !== undefined)),
      (given) => {
        const parts = units.map(([unit, ms], index) => ({ unit, ms, count: given[index] }));
        const text = parts.map(({ unit, count }) => (count === undefined ? '' : `${count}${unit}`)).join('');
        const sum = parts.reduce((total, { ms, count = 0 }) => total + count * ms, 0);
        expect(parseScheduleDuration(text)).toBe(sum);
      },
    ),
  );
});
