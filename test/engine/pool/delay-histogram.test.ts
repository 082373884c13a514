import { expect, test } from 'vitest';
import { delayHistogram } from '../../../src/engine/pool/delay-histogram.ts';

test('counts by bucket what another thread wrote into the same memory', () => {
  const writer = delayHistogram();
  const reader = delayHistogram(writer.memory);
  for (const latenessMs of [0, 1, 2, 62.5, 2000, 3000]) writer.observe(latenessMs);
  expect(reader.read()).toEqual({
    counts: [2, 1, 0, 0, 0, 0, 1, 0, 0, 0, 2],
    sumSeconds: 0.001 + 0.002 + 0.0625 + 2 + 3,
  });
});
