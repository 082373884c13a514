/** Faults of a network that has IPv6 alone, and the verdict that `vantage diagnose` gives each. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canHaveNamespace, enterNetworkNamespace, ip } from '../helpers/network-namespace.ts';
import { webServer, zoneServers } from '../helpers/programs.ts';
import { type NetworkNode, type RoutedNetwork, routedNetwork } from '../helpers/routed-network.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { builtDiagnose } from './built-diagnose.ts';

const gateway = '2001:db8:1::1';
const secondRouter = '2001:db8:2::2';
const web = '2001:db8:3::10';
const resolver = '2001:db8:3::54';
const zone = '2001:db8:3::53';
const root = '2001:503:ba3e::2:30';
const name = 'shop.vendor.example';

interface Nodes {
  readonly near: NetworkNode;
  readonly far: NetworkNode;
  readonly host: NetworkNode;
}

interface Fault {
  readonly name: string;
  readonly make?: (nodes: Nodes) => void;
  readonly mend?: (nodes: Nodes) => void;
  readonly isResolverSilent?: boolean;
  readonly target: string;
  readonly code: string;
  readonly sentence: string;
  readonly exitCode?: number;
}

const faults: readonly Fault[] = [
  {
    name: 'nothing at all',
    target: `http://${name}/`,
    code: 'healthy',
    sentence: 'the probe succeeds in TIME',
    exitCode: 0,
  },
  {
    name: 'a resolver that is silent',
    isResolverSilent: true,
    target: `http://${name}/`,
    code: 'dns_resolver_silent',
    sentence: `the servers of vendor.example. answer for ${name}, and your resolver ${resolver} does not`,
  },
  {
    name: 'a host that does not answer any more',
    make: ({ host }) => host.run('ip -6 route del default'),
    mend: ({ host }) => host.run('ip -6 route add default via 2001:db8:3::1'),
    target: `http://[${web}]/`,
    code: 'unreachable_after_hop',
    sentence: `${web} is unreachable after hop 2 (${secondRouter}): nothing answers beyond it`,
  },
  {
    name: 'a router that knows no way',
    make: ({ far }) => far.run(`ip -6 route add unreachable ${web}/128`),
    mend: ({ far }) => far.run(`ip -6 route del unreachable ${web}/128`),
    target: `http://[${web}]/`,
    code: 'host_unreachable',
    sentence: `${secondRouter} at hop 2 says that no way leads to ${web}`,
  },
  {
    name: 'a packet filter that says so',
    make: ({ far }) => far.run(`ip -6 route add prohibit ${web}/128`),
    mend: ({ far }) => far.run(`ip -6 route del prohibit ${web}/128`),
    target: `icmp://${web}`,
    code: 'forbidden_on_the_way',
    sentence: `${secondRouter} forbids the way to ${web}: a packet filter at hop 2`,
  },
  {
    name: 'a gateway that is gone',
    make: ({ near }) => near.run('ip -6 addr del 2001:db8:1::1/64 dev n0'),
    mend: ({ near }) => near.run('ip -6 addr add 2001:db8:1::1/64 dev n0 nodad'),
    target: `http://${name}/`,
    code: 'vantage_offline',
    sentence: `this vantage is offline: nothing answers beyond its gateway ${gateway}`,
  },
];

describe.skipIf(!canHaveNamespace())('in a network of IPv6 alone, vantage diagnose names', () => {
  let network: RoutedNetwork;
  let nodes: Nodes;
  const directory = temporaryDirectory();

  beforeAll(async () => {
    enterNetworkNamespace();
    network = routedNetwork();
    const [near, far, host] = [await network.node(), await network.node(), await network.node()];
    nodes = { near, far, host };
    // Addresses would be of no use for a second, until it is sure that nobody else has them.
    const atOnce = 'echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad';
    execFileSync('sh', ['-c', atOnce]);
    for (const node of [near, far, host]) node.run(atOnce);
    network.connect(undefined, near, {
      names: ['v0', 'n0'],
      addresses: [['2001:db8:1::2/64'], [`${gateway}/64`]],
    });
    network.connect(near, far, {
      names: ['n1', 'f0'],
      addresses: [['2001:db8:2::1/64'], [`${secondRouter}/64`]],
    });
    network.connect(far, host, {
      names: ['f1', 'h0'],
      addresses: [
        ['2001:db8:3::1/64'],
        [`${web}/64`, '2001:db8:3::52/64', `${zone}/64`, `${resolver}/64`, `${root}/128`],
      ],
    });
    for (const router of [near, far]) {
      router.run('echo 1 > /proc/sys/net/ipv6/conf/all/forwarding');
      // Else one test would use up what a router answers in the next one.
      router.run('echo 0 > /proc/sys/net/ipv6/icmp/ratelimit');
    }
    ip(`-6 route add default via ${gateway}`);
    near.run(`ip -6 route add default via ${secondRouter}`);
    far.run(`ip -6 route add 2001:db8:1::/64 via 2001:db8:2::1 && ip -6 route add ${root}/128 via ${web}`);
    host.run('ip -6 route add default via 2001:db8:3::1');
    await host.start(webServer(80));
  });

  afterAll(async () => {
    await network[Symbol.asyncDispose]();
    directory[Symbol.dispose]();
  });

  test.each(faults)(
    '$name: $code',
    async ({ make, mend, isResolverSilent, target, exitCode = 1, ...wanted }) => {
      const says = {
        [root]: { refer: { zone: 'example', server: 'ns.example', glue: '2001:db8:3::52' } },
        '2001:db8:3::52': { refer: { zone: 'vendor.example', server: 'ns.vendor.example', glue: zone } },
        [zone]: { addresses: [web] },
        [resolver]: isResolverSilent === true ? { silent: true as const } : { addresses: [web] },
      };
      await using _servers = await nodes.host.start(zoneServers(says));
      make?.(nodes);
      try {
        const { code, sentence } = wanted;
        expect(await builtDiagnose([target], { directory: directory.path, nameServer: resolver })).toEqual({
          code,
          sentence,
          exitCode,
        });
      } finally {
        mend?.(nodes);
      }
    },
  );
});
