/** The built program and a blackbox_exporter that is installed here, probing the same peers with the same file. */
import { describe } from 'vitest';
import { testBesideReference } from './beside-reference.ts';
import { findReference } from './reference.ts';
import { loopbackTables } from './tables/every-table.ts';

const reference = findReference();

describe.skipIf(reference === undefined)('Vantage', () => {
  if (reference !== undefined) testBesideReference(reference, loopbackTables);
});
