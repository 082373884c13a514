/** As differential.test.ts, for echo requests: in a network of its own, which both programs are started in. */
import { beforeAll, describe } from 'vitest';
import { canHaveNamespace, enterNetworkNamespace, setPingGroupRange } from '../helpers/network-namespace.ts';
import { testBesideReference } from './beside-reference.ts';
import { findReference } from './reference.ts';
import { icmp } from './tables/icmp.ts';

const reference = findReference();

describe.skipIf(reference === undefined || !canHaveNamespace())('Vantage', () => {
  if (reference === undefined) return;
  beforeAll(() => {
    enterNetworkNamespace();
    setPingGroupRange('0 2147483647');
  });

  testBesideReference(reference, icmp);
});
