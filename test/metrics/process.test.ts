import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { addressSpaceLimitBytes, ipOctets, registerProcessMetrics } from '../../src/metrics/process.ts';

const limits = (
  soft: string,
) => `Limit                     Soft Limit           Hard Limit           Units     
Max open files            1024                 4096                 files     
Max address space         ${soft.padEnd(20)} unlimited            bytes     
`;
const netstat = `TcpExt: SyncookiesSent InOctets
TcpExt: 1 2
IpExt: InNoRoutes InOctets OutOctets
IpExt: 3 4000 5000
`;

describe('the limit on the address space', () => {
  test.each([
    { name: 'a number', text: limits('8589934592'), bytes: 8_589_934_592 },
    { name: 'none', text: limits('unlimited'), bytes: 2 ** 64 - 1 },
    { name: 'another system', text: '', bytes: undefined },
    { name: 'an unknown form', text: limits('lots'), bytes: undefined },
  ])('is $bytes for $name', ({ text, bytes }) => {
    expect(addressSpaceLimitBytes(text)).toBe(bytes);
  });
});

describe('the bytes over IP', () => {
  test.each([
    { name: 'IpExt', text: netstat, octets: { received: 4000, transmitted: 5000 } },
    { name: 'nothing', text: '', octets: undefined },
    { name: 'IpExt without them', text: 'IpExt: InNoRoutes\nIpExt: 3\n', octets: undefined },
    { name: 'names without values', text: 'IpExt: InOctets OutOctets\n', octets: undefined },
  ])('are read from $name', ({ text, octets }) => {
    expect(ipOctets(text)).toEqual(octets);
  });
});

test('are on the page as they now stand', async () => {
  const files = new Map([
    ['limits', limits('100')],
    ['net/netstat', netstat],
  ]);
  const registry = new Registry();
  registerProcessMetrics(registry, (path) => files.get(path));
  files.set('net/netstat', netstat.replace('4000', '4001'));
  const page = await registry.metrics();
  expect(page.split('\n').filter((line) => /^(?:# TYPE|process)/.test(line))).toEqual([
    '# TYPE process_virtual_memory_max_bytes gauge',
    'process_virtual_memory_max_bytes 100',
    '# TYPE process_network_receive_bytes_total counter',
    'process_network_receive_bytes_total 4001',
    '# TYPE process_network_transmit_bytes_total counter',
    'process_network_transmit_bytes_total 5000',
  ]);
});

test('are absent where the system does not tell', async () => {
  const registry = new Registry();
  registerProcessMetrics(registry, () => undefined);
  expect(await registry.metrics()).toBe('\n');
});
