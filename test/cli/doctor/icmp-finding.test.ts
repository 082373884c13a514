import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { icmpFinding } from '../../../src/cli/doctor/icmp-finding.ts';
import {
  canHaveNamespace,
  enterNetworkNamespace,
  setPingGroupRange,
} from '../../helpers/network-namespace.ts';

/** A user and group without any right: by custom, nobody. */
const nobody = 65_534;

describe.skipIf(!canHaveNamespace())('in a network of its own', () => {
  beforeAll(enterNetworkNamespace);

  function becomeNobody(): void {
    process.setegid?.(nobody);
    process.seteuid?.(nobody);
  }

  afterEach(() => {
    process.seteuid?.(0);
    process.setegid?.(0);
  });

  test.each([4, 6] as const)('tells that IPv%s works without privilege', (family) => {
    setPingGroupRange(`${nobody} ${nobody}`);
    becomeNobody();
    expect(icmpFinding(family)).toEqual({
      subject: `ICMP over IPv${family}`,
      verdict: 'ok',
      found: 'works over unprivileged datagram sockets',
      remedies: [],
    });
  });

  test.each([4, 6] as const)('tells that IPv%s works with the capability', (family) => {
    setPingGroupRange('1 0');
    expect(icmpFinding(family)).toMatchObject({
      verdict: 'ok',
      found: 'works over raw sockets (CAP_NET_RAW)',
    });
  });

  test.each([4, 6] as const)('names what IPv%s lacks, and the lines to add', (family) => {
    setPingGroupRange('1 0');
    becomeNobody();
    expect(icmpFinding(family)).toEqual({
      subject: `ICMP over IPv${family}`,
      verdict: 'problem',
      found:
        'not permitted: the sysctl net.ipv4.ping_group_range is "1 0" and leaves out the group 65534 of this process, ' +
        'and the process lacks the capability CAP_NET_RAW. Either will do',
      remedies: [
        'Host: sysctl -w net.ipv4.ping_group_range="0 2147483647"',
        'Docker: --sysctl net.ipv4.ping_group_range="0 2147483647"',
        'Docker Compose: sysctls: { net.ipv4.ping_group_range: "0 2147483647" }',
        'Kubernetes: securityContext: { sysctls: [{ name: net.ipv4.ping_group_range, value: "0 2147483647" }] }',
        'systemd: AmbientCapabilities=CAP_NET_RAW',
      ],
    });
  });
});
