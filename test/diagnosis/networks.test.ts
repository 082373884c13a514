/** Faults of networks, made on purpose in network namespaces, and the verdict that `vantage diagnose` gives each. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  canHaveNamespace,
  enterNetworkNamespace,
  ip,
  setPingGroupRange,
} from '../helpers/network-namespace.ts';
import { webServer, type ZoneBehaviour, zoneServers } from '../helpers/programs.ts';
import { type NetworkNode, type RoutedNetwork, routedNetwork } from '../helpers/routed-network.ts';
import { startTcpServer } from '../helpers/tcp-server.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { openTunNetwork } from '../helpers/tun.ts';
import { type BuiltDiagnosis, builtDiagnose } from './built-diagnose.ts';

const here = { address: '192.0.2.2', gateway: '192.0.2.1' };
const secondRouter = '198.51.100.2';
const web = '203.0.113.10';
/** An address of the same network that nobody has. */
const nobody = '203.0.113.99';
const root = '198.41.0.4';
const name = 'shop.vendor.example';

/** What DNS servers say: the resolver of this host, and the servers from the root to the zone. */
interface Dns {
  readonly resolver: ZoneBehaviour;
  readonly zone: ZoneBehaviour;
}

const found: Dns = { resolver: { addresses: [web] }, zone: { addresses: [web] } };

interface Fault {
  readonly name: string;
  /** Breaks something; the other one mends it. */
  readonly make?: (network: Nodes) => void;
  readonly mend?: (network: Nodes) => void;
  readonly dns?: Dns;
  readonly target: string;
  readonly code: string;
  readonly sentence: string;
  readonly exitCode?: number;
}

interface Nodes {
  readonly near: NetworkNode;
  readonly far: NetworkNode;
  readonly host: NetworkNode;
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
    dns: { ...found, resolver: { silent: true } },
    target: `http://${name}/`,
    code: 'dns_resolver_silent',
    sentence: `the servers of vendor.example. answer for ${name}, and your resolver 203.0.113.54 does not`,
  },
  {
    name: 'a zone whose servers are silent',
    dns: { resolver: { rcode: 2 }, zone: { silent: true } },
    target: `http://${name}/`,
    code: 'dns_authoritative_silent',
    sentence: 'the only name server of vendor.example. does not answer',
  },
  {
    name: 'a zone whose servers do not know it',
    dns: { resolver: { rcode: 2 }, zone: { rcode: 5 } },
    target: `http://${name}/`,
    code: 'dns_authoritative_fails',
    sentence: 'the name servers of vendor.example. do not answer for it: ns.vendor.example. answers REFUSED',
  },
  {
    name: 'an address that has moved',
    dns: { ...found, resolver: { addresses: [nobody] } },
    target: `http://${name}/`,
    code: 'dns_address_outdated',
    sentence: `your resolver says that ${name} is ${nobody}, which does not answer; others say ${web}, which does`,
  },
  {
    name: 'a host that does not answer any more',
    make: ({ host }) => host.run('ip route del default'),
    mend: ({ host }) => host.run('ip route add default via 203.0.113.1'),
    target: `http://${web}/`,
    code: 'unreachable_after_hop',
    sentence: `${web} is unreachable after hop 2 (${secondRouter}): nothing answers beyond it`,
  },
  {
    name: 'a router that knows no way',
    make: ({ far }) => far.run(`ip route add unreachable ${web}/32`),
    mend: ({ far }) => far.run(`ip route del unreachable ${web}/32`),
    target: `http://${web}/`,
    code: 'host_unreachable',
    sentence: `${secondRouter} at hop 2 says that no way leads to ${web}`,
  },
  {
    name: 'a packet filter that says so',
    make: ({ far }) => far.run(`ip route add prohibit ${web}/32`),
    mend: ({ far }) => far.run(`ip route del prohibit ${web}/32`),
    target: `http://${web}/`,
    code: 'forbidden_on_the_way',
    sentence: `${secondRouter} forbids the way to ${web}: a packet filter at hop 2`,
  },
  {
    name: 'packets that vanish',
    make: ({ near }) => near.run(`ip route add blackhole ${web}/32`),
    mend: ({ near }) => near.run(`ip route del blackhole ${web}/32`),
    target: `http://${web}/`,
    code: 'unreachable',
    sentence: `nothing answers at ${web}:80, nor on the way there`,
  },
  {
    name: 'a host that answers no pings',
    make: ({ host }) => host.run('echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all'),
    mend: ({ host }) => host.run('echo 0 > /proc/sys/net/ipv4/icmp_echo_ignore_all'),
    target: `icmp://${web}`,
    code: 'ping_filtered',
    sentence: `${web} is there and does not answer pings: they are filtered`,
  },
  {
    name: 'a target with IPv6 alone, seen from a vantage point without',
    dns: { ...found, resolver: { addresses: ['2001:db8::10'] } },
    target: `http://${name}/`,
    code: 'vantage_lacks_family',
    sentence: 'this vantage has no way out over IPv6, and the probe goes to 2001:db8::10',
  },
  {
    name: 'a gateway that is gone',
    make: ({ near }) => near.run('ip link set n0 down'),
    mend: ({ near }) => near.run('ip link set n0 up'),
    target: `http://${name}/`,
    code: 'vantage_offline',
    sentence: `this vantage is offline: its gateway ${here.gateway} does not answer`,
  },
  {
    name: 'no route at all',
    make: () => ip('route del default'),
    mend: () => ip(`route add default via ${here.gateway}`),
    target: `http://${name}/`,
    code: 'vantage_offline',
    sentence: 'this vantage is offline: it has no default route',
  },
];

describe.skipIf(!canHaveNamespace())('in a network of namespaces, vantage diagnose names', () => {
  let network: RoutedNetwork;
  let nodes: Nodes;
  const directory = temporaryDirectory();

  beforeAll(async () => {
    enterNetworkNamespace();
    network = routedNetwork();
    const [near, far, host] = [await network.node(), await network.node(), await network.node()];
    nodes = { near, far, host };
    network.connect(undefined, near, {
      names: ['v0', 'n0'],
      addresses: [[`${here.address}/24`], [`${here.gateway}/24`]],
    });
    network.connect(near, far, {
      names: ['n1', 'f0'],
      addresses: [['198.51.100.1/24'], [`${secondRouter}/24`]],
    });
    network.connect(far, host, {
      names: ['f1', 'h0'],
      addresses: [
        ['203.0.113.1/24'],
        [`${web}/24`, '203.0.113.52/24', '203.0.113.53/24', '203.0.113.54/24', `${root}/32`],
      ],
    });
    for (const router of [near, far]) {
      router.run('echo 1 > /proc/sys/net/ipv4/ip_forward');
      // Else one test would use up what a router answers in the next one.
      router.run('echo 0 > /proc/sys/net/ipv4/icmp_ratelimit');
    }
    ip(`route add default via ${here.gateway}`);
    near.run(`ip route add default via ${secondRouter}`);
    far.run(`ip route add 192.0.2.0/24 via 198.51.100.1 && ip route add ${root}/32 via ${web}`);
    host.run('ip route add default via 203.0.113.1');
    setPingGroupRange('0 2147483647');
    await host.start(webServer(80));
  });

  afterAll(async () => {
    await network[Symbol.asyncDispose]();
    directory[Symbol.dispose]();
  });

  function diagnose(argv: readonly string[], prefix = ''): Promise<BuiltDiagnosis> {
    return builtDiagnose(argv, { directory: directory.path, nameServer: '203.0.113.54', prefix });
  }

  function serveNames({ resolver, zone }: Dns): Promise<AsyncDisposable> {
    const says = {
      [root]: { refer: { zone: 'example', server: 'ns.example', glue: '203.0.113.52' } },
      '203.0.113.52': {
        refer: { zone: 'vendor.example', server: 'ns.vendor.example', glue: '203.0.113.53' },
      },
      '203.0.113.53': zone,
      '203.0.113.54': resolver,
    };
    return nodes.host.start(zoneServers(says));
  }

  test.each(faults)(
    '$name: $code',
    async ({ make, mend, dns = found, target, code, sentence, exitCode = 1 }) => {
      await using _servers = await serveNames(dns);
      make?.(nodes);
      try {
        expect(await diagnose([target])).toEqual({ code, sentence, exitCode });
      } finally {
        mend?.(nodes);
      }
    },
  );

  test('no port left on this host: vantage_exhausted', async () => {
    await using server = await startTcpServer(() => {});
    execFileSync('sh', ['-c', 'echo 40000 40000 > /proc/sys/net/ipv4/ip_local_port_range']);
    const taken = net.connect(server.port, '127.0.0.1');
    await once(taken, 'connect');
    try {
      expect(await diagnose([`tcp://127.0.0.1:${server.port}`])).toMatchObject({
        code: 'vantage_exhausted',
        exitCode: 1,
      });
    } finally {
      taken.destroy();
      execFileSync('sh', ['-c', 'echo 32768 60999 > /proc/sys/net/ipv4/ip_local_port_range']);
    }
  });

  test('pings that nobody may send: vantage_not_permitted', async () => {
    setPingGroupRange('1 0');
    try {
      const run = await diagnose(
        ['icmp://127.0.0.1'],
        'setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all',
      );
      expect(run).toMatchObject({ code: 'vantage_not_permitted', exitCode: 1 });
    } finally {
      setPingGroupRange('0 2147483647');
    }
  });

  test('packets that get lost: packets_lost', async () => {
    using tun = openTunNetwork(['192.0.2.129/25']);
    let requests = 0;
    tun.behave('192.0.2.130', (request, inject) => {
      requests += 1;
      if (requests % 2 === 0) return;
      const icmp = Buffer.from(request.icmp);
      icmp.writeUInt8(0, 0);
      // Of an echo message, the type alone makes the difference of the checksum (RFC 1624).
      const sum = icmp.readUInt16BE(2) + 0x0800;
      icmp.writeUInt16BE((sum & 0xffff) + (sum >>> 16), 2);
      inject({ ...request, from: request.to, to: request.from, icmp });
    });
    const config = join(directory.path, 'loss.yml');
    writeFileSync(
      config,
      'modules: {loss: {prober: icmp, timeout: 1s, icmp: {count: 10, interval: 10ms, max_loss: 0.1}}}',
    );
    const run = await diagnose(['192.0.2.130', `--config.file=${config}`, '--module=loss']);
    expect(run).toMatchObject({ code: 'packets_lost', exitCode: 1 });
  });
});
