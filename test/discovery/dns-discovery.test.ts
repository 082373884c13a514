import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DnsSdConfig } from '../../src/config/schedule.ts';
import { type DnsAnswer, type DnsQuestion, startDnsServer } from '../helpers/dns-server.ts';
import { leakedSince, openResources } from '../helpers/open-resources.ts';
import { scheduleWith } from '../helpers/schedule.ts';
import { closedPort } from '../helpers/tcp-server.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { recordedDiscovery } from './recorded-discovery.ts';

const everyMs = 45_000;
const limitMs = 30_000;

type Zone = Readonly<Record<string, DnsAnswer>>;

/** A server that knows the names of a zone, which may be changed, and a discovery that asks it. */
async function askedServer(first: Zone, resolvConf = '') {
  let zone = first;
  const server = await startDnsServer(({ name }: DnsQuestion) => zone[name] ?? { rcode: 3 });
  const files = temporaryDirectory();
  const resolvConfPath = join(files.path, 'resolv.conf');
  writeFileSync(resolvConfPath, `nameserver ${server.address}\n${resolvConf}`);
  const recorded = recordedDiscovery({ resolvConfPath });
  return {
    ...recorded,
    server,
    change: (next: Zone) => {
      zone = next;
    },
    refreshed: () => recorded.refresh(everyMs),
    follow: (names: readonly string[], others: Partial<DnsSdConfig>) =>
      recorded.follow(scheduleOf(names, others)),
    [Symbol.asyncDispose]: async () => {
      recorded[Symbol.dispose]();
      files[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

function scheduleOf(names: readonly string[], others: Partial<DnsSdConfig>) {
  return scheduleWith({ dnsSdConfigs: [{ names, type: 'A', refreshIntervalMs: everyMs, ...others }] });
}

const world = {
  'web.test': { addresses: ['192.0.2.2', '192.0.2.1', '2001:db8::2', '2001:db8::1'] },
  'big.test': { addresses: ['192.0.2.9'], truncated: false },
  '_web._tcp.test': {
    services: [
      { target: 'b.test', port: 8080 },
      { target: 'a.test', port: 80 },
      { target: 'a.test', port: 80 },
    ],
  },
  '_gone._tcp.test': { services: [{ target: '', port: 0 }] },
  'web.corp.test': { addresses: ['192.0.2.3'] },
} as const satisfies Zone;

describe('records', () => {
  test.each([
    { name: 'A', names: ['web.test'], type: 'A', targets: '192.0.2.1 192.0.2.2' },
    {
      name: 'A with a port',
      names: ['web.test'],
      type: 'A',
      port: 80,
      targets: '192.0.2.1:80 192.0.2.2:80',
    },
    { name: 'AAAA', names: ['web.test'], type: 'AAAA', targets: '2001:db8::1 2001:db8::2' },
    {
      name: 'AAAA with a port',
      names: ['web.test'],
      type: 'AAAA',
      port: 53,
      targets: '[2001:db8::1]:53 [2001:db8::2]:53',
    },
    { name: 'SRV', names: ['_web._tcp.test'], type: 'SRV', targets: 'a.test:80 b.test:8080' },
    {
      name: 'of several names',
      names: ['web.test', 'big.test.'],
      type: 'A',
      targets: '192.0.2.9 192.0.2.1 192.0.2.2',
    },
    { name: 'of a completed name', names: ['web'], type: 'A', targets: '192.0.2.3' },
  ] as const)('are targets, in an order of ours: $name', async ({ names, type, targets, ...port }) => {
    await using asked = await askedServer(world, 'search no.test corp.test');
    await asked.follow(names, { type, ...('port' in port ? { port: port.port } : {}) });
    expect(asked.told).toEqual(['vendors: ', `vendors: ${targets}`]);
    expect(asked.failures).toEqual([]);
    expect(asked.lines).toEqual([]);
  });

  test('are asked for again, over TCP where the answer is cut off', async () => {
    await using asked = await askedServer({ 'web.test': { addresses: ['192.0.2.1'] } });
    await asked.follow(['web.test'], {});
    asked.change({ 'web.test': { addresses: ['192.0.2.1', '192.0.2.2'], truncated: true } });
    await asked.refreshed();
    expect(asked.server.asked()).toEqual(['A web.test', 'A web.test', 'A web.test tcp']);
  });

  test.each([
    { name: 'the name does not exist', names: ['no.test'], type: 'A', says: 'no.test has no A records' },
    {
      name: 'it has others',
      names: ['_web._tcp.test'],
      type: 'A',
      says: '_web._tcp.test has no A records',
    },
    {
      name: 'the service is not offered (RFC 2782)',
      names: ['_gone._tcp.test'],
      type: 'SRV',
      says: '_gone._tcp.test has no SRV records',
    },
  ] as const)('are none, which is told once and no failure, when $name', async ({ names, type, says }) => {
    await using asked = await askedServer(world);
    await asked.follow(names, { type });
    await asked.refreshed();
    expect(asked.told).toEqual(['vendors: ']);
    expect(asked.failures).toEqual([]);
    expect(asked.lines).toEqual([`warn: Discovery may miss targets: ${says}`]);
  });

  test('that are gone are dropped, and only they', async () => {
    await using asked = await askedServer(world);
    await asked.follow(['web.test', 'big.test'], {});
    asked.change({ 'web.test': world['web.test'] });
    await asked.refreshed();
    expect(asked.told.at(-1)).toBe('vendors: 192.0.2.1 192.0.2.2');
    asked.change(world);
    await asked.refreshed();
    expect(asked.told.at(-1)).toBe('vendors: 192.0.2.9 192.0.2.1 192.0.2.2');
    expect(asked.lines).toEqual([
      'warn: Discovery may miss targets: big.test has no A records',
      'info: Discovery works again',
    ]);
  });
});

describe('a failure', () => {
  test.each([
    { name: 'SERVFAIL', answer: { rcode: 2 }, detail: 'the name servers answered SERVFAIL for big.test.' },
    { name: 'REFUSED', answer: { rcode: 5 }, detail: 'the name servers answered REFUSED for big.test.' },
  ])('keeps the last good list of its name alone: $name', async ({ answer, detail }) => {
    await using asked = await askedServer(world);
    await asked.follow(['web.test', 'big.test'], {});
    asked.change({ 'big.test': answer });
    await asked.refreshed();
    await asked.refreshed();
    expect(asked.told.at(-1)).toBe('vendors: 192.0.2.9');
    const failure = { jobName: 'vendors', kind: 'dns', source: 'A big.test', detail };
    expect(asked.failures).toEqual([failure, failure]);
    expect(asked.lines).toEqual([
      'warn: Discovery may miss targets: web.test has no A records',
      `warn: Discovery failed: the last good list stays: ${detail}`,
    ]);
  });

  test('of one search domain does not count when another has the answer', async () => {
    await using asked = await askedServer(
      { ...world, 'web.no.test': { rcode: 2 } },
      'search no.test corp.test',
    );
    await asked.follow(['web'], {});
    expect(asked.told.at(-1)).toBe('vendors: 192.0.2.3');
    expect(asked.failures).toEqual([]);
  });

  test('of one search domain counts when no other has an answer', async () => {
    await using asked = await askedServer({ 'web.no.test': { rcode: 2 } }, 'search no.test corp.test');
    await asked.follow(['web'], {});
    expect(asked.failures.map(({ detail }) => detail)).toEqual([
      'the name servers answered SERVFAIL for web.no.test.',
    ]);
  });

  test('is a silence of 30 s', async () => {
    await using asked = await askedServer(world);
    await asked.follow(['web.test'], {});
    asked.change({ 'web.test': 'silence' });
    await asked.timers.end(everyMs);
    await asked.server.untilAsked(2);
    await asked.timers.end(limitMs);
    await asked.timers.untilWaiting(everyMs);
    expect(asked.failures.map(({ detail }) => detail)).toEqual(['no name server answered in time']);
    expect(asked.told.at(-1)).toBe('vendors: 192.0.2.1 192.0.2.2');
    expect(asked.timers.waiting()).toEqual([everyMs]);
  });

  test('is a server that is not there', async () => {
    using files = temporaryDirectory();
    const resolvConfPath = join(files.path, 'resolv.conf');
    writeFileSync(resolvConfPath, `nameserver [127.0.0.1]:${await closedPort()}\n`);
    using recorded = recordedDiscovery({ resolvConfPath });
    await recorded.follow(scheduleOf(['web.test'], {}));
    expect(recorded.failures.map(({ detail }) => detail)).toEqual(['no name server can be reached']);
  });

  test('is a name that nobody can be asked for', async () => {
    await using asked = await askedServer(world);
    await asked.follow(['http://web.test'], {});
    expect(asked.failures.map(({ detail }) => detail)).toEqual(['"http://web.test" is no domain name']);
    expect(asked.server.asked()).toEqual([]);
  });
});

test('leaves nothing open when it is disposed of while a server is silent', async () => {
  const before = openResources();
  {
    await using asked = await askedServer({ 'web.test': 'silence' });
    const followed = asked.follow(['web.test'], {});
    await asked.server.untilAsked(1);
    asked.discovery[Symbol.dispose]();
    await followed;
    expect(asked.timers.waiting()).toEqual([]);
    expect(asked.failures).toEqual([]);
  }
  expect(await leakedSince(before)).toEqual([]);
});
