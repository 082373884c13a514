import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import type { IcmpObservations } from '../../../probes/icmp/observations.ts';
import { icmpProber } from '../../../probes/icmp/prober.ts';
import { testContext } from '../../helpers/context.ts';
import { icmpOptionsWith } from '../../helpers/icmp-options.ts';
import {
  canHaveNamespace,
  enterNetworkNamespace,
  setPingGroupRange,
} from '../../helpers/network-namespace.ts';

/** A user and group without any right: by custom, nobody. */
const nobody = 65_534;

async function probe(text: string): Promise<Outcome<IcmpObservations>> {
  using context = testContext();
  return await icmpProber.probe({ text }, icmpOptionsWith(), context);
}

describe.skipIf(!canHaveNamespace())('a process without privileges', () => {
  beforeAll(enterNetworkNamespace);

  function becomeNobody(): void {
    process.setegid?.(nobody);
    process.seteuid?.(nobody);
  }

  afterEach(() => {
    process.seteuid?.(0);
    process.setegid?.(0);
  });

  test.each(['127.0.0.1', '::1'])('probes %s over a datagram socket where its group may', async (address) => {
    setPingGroupRange(`${nobody} ${nobody}`);
    becomeNobody();
    expect(await probe(address)).toMatchObject({
      ok: true,
      observations: { socketKind: 'datagram', replyHopLimit: 64 },
    });
  });

  test.each(['127.0.0.1', '::1'])('says what it lacks to probe %s where it may not', async (address) => {
    setPingGroupRange('1 0');
    becomeNobody();
    const outcome = await probe(address);
    expect(outcome).toMatchObject({
      ok: false,
      failure: {
        phase: 'connect',
        reason: 'icmp.permission',
        blame: 'local',
        detail:
          'this process may not send ICMP: its group 65534 is outside net.ipv4.ping_group_range ("1 0"), and it ' +
          'lacks the capability CAP_NET_RAW; either will do. Host: sysctl -w net.ipv4.ping_group_range="0 2147483647". ' +
          'Docker: --sysctl net.ipv4.ping_group_range="0 2147483647". Kubernetes: securityContext.sysctls of the pod ' +
          'with that name and value. systemd: AmbientCapabilities=CAP_NET_RAW',
      },
      observations: { sent: 0 },
    });
    expect(outcome.phases).not.toHaveProperty('setup');
  });
});
