import { expect, test } from 'vitest';
import { affordableConnections, descriptorLimit } from '../../src/server/descriptor-limit.ts';

test.each([
  { wanted: 8192, descriptors: 1_048_576, are: 8192 },
  { wanted: 8192, descriptors: 1024, are: 512 },
  { wanted: 100, descriptors: 1024, are: 100 },
  { wanted: 8192, descriptors: 1, are: 1 },
  { wanted: 8192, descriptors: undefined, are: 8192 },
])(
  'of $descriptors descriptors, $are are for the $wanted connections that are wanted',
  ({ wanted, descriptors, are }) => {
    expect(affordableConnections(wanted, descriptors)).toBe(are);
  },
);

test.skipIf(process.platform !== 'linux')('Linux says how many there are', () => {
  expect(descriptorLimit()).toBeGreaterThan(0);
});
