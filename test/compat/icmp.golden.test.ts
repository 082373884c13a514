import { beforeAll, describe } from 'vitest';
import { canHaveNamespace, enterNetworkNamespace, setPingGroupRange } from '../helpers/network-namespace.ts';
import { testGolden } from './golden.ts';
import { icmp } from './tables/icmp.ts';

describe.skipIf(!canHaveNamespace())('in a network of its own', () => {
  beforeAll(() => {
    enterNetworkNamespace();
    setPingGroupRange('0 2147483647');
  });

  testGolden(icmp);
});
