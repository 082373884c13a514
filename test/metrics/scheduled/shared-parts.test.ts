import { expect, test } from 'vitest';
import { createSharedParts } from '../../../src/metrics/scheduled/shared-parts.ts';

test('equal labels are one object until there are too many', () => {
  const shared = createSharedParts(2);
  const first = shared.labelSet({ phase: 'tls' });
  expect(shared.labelSet({ phase: 'tls' })).toBe(first);
  shared.labelSet({ phase: 'connect' });
  shared.labelSet({ phase: 'resolve' });
  expect(shared.labelSet({ phase: 'tls' })).not.toBe(first);
  expect(shared.labelSet({ phase: 'tls' })).toEqual(first);
});

test('a family has one heading, the first one', () => {
  const shared = createSharedParts();
  const family = { name: 'probe_x', type: 'gauge', samples: [] } as const;
  const heading = shared.heading({ ...family, help: 'first' });
  expect(shared.heading({ ...family, help: 'second' })).toBe(heading);
  expect(shared.headings()).toEqual([{ name: 'probe_x', help: 'first', type: 'gauge' }]);
});
