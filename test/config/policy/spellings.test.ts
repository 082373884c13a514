/** What addresses may look like, and what becomes of each under the preset public-only. */
import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../../probes/contract.ts';
import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';
import { usualPolicy } from '../../../src/config/policy/target-policy.ts';
import { policyOf } from '../../helpers/target-policy.ts';

const publicOnly = policyOf('preset: public-only');

/** Hosts as somebody may write them, none of which leads to a public address. */
const denied = [
  ['loopback', '127.0.0.1'],
  ['another address of loopback', '127.8.9.10'],
  ['the whole host', '0.0.0.0'],
  ['an address of this network', '0.1.2.3'],
  ['private, 10/8', '10.0.0.1'],
  ['private, 172.16/12', '172.31.255.254'],
  ['private, 192.168/16', '192.168.1.1'],
  ['shared by customers of a provider', '100.64.0.1'],
  ['the last shared one', '100.127.255.255'],
  ['link-local', '169.254.1.1'],
  ['metadata', '169.254.169.254'],
  ['metadata of a shared range', '100.100.100.200'],
  ['metadata with a public address', '168.63.129.16'],
  ['IETF assignments', '192.0.0.8'],
  ['documentation 1', '192.0.2.1'],
  ['documentation 2', '198.51.100.1'],
  ['documentation 3', '203.0.113.1'],
  ['relays of 6to4', '192.88.99.1'],
  ['benchmarks', '198.19.0.1'],
  ['multicast', '224.0.0.1'],
  ['the last multicast one', '239.255.255.255'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['octal', '0177.0.0.1'],
  ['octal with more zeros', '00000177.0.0.01'],
  ['hexadecimal', '0x7f.0x0.0x0.0x1'],
  ['hexadecimal in one', '0x7f000001'],
  ['hexadecimal in capitals', '0X7F000001'],
  ['an integer', '2130706433'],
  ['an octal integer', '017700000001'],
  ['two parts', '127.1'],
  ['three parts', '127.0.1'],
  ['a mixture', '0x7f.1'],
  ['a single 0', '0'],
  ['private in octal', '012.0.0.1'],
  ['metadata as an integer', '2852039166'],
  ['metadata in hexadecimal', '0xa9fea9fe'],
  ['metadata in octal', '0251.0376.0251.0376'],
  ['a public address in octal', '010.8.8.8'],
  ['a public address as an integer', '134744072'],
  ['a dot at the end', '127.0.0.1.'],
  ['a public address with a dot at the end', '8.8.8.8.'],
  ['a dot after an integer', '2130706433.'],
  ['several dots', '127.0.0.1..'],
  ['full-width digits', '１２７.０.０.１'],
  ['ideographic full stops', '127。0。0。1'],
  ['half-width full stops', '127｡0｡0｡1'],
  ['digits in circles', '①②⑦.⓪.⓪.①'],
  ['mathematical digits', '𝟏𝟐𝟕.0.0.1'],
  ['a soft hyphen inside', '127.0.0.\u00ad1'],
  ['a zero-width space inside', '127.0.0\u200b.1'],
  ['percent-encoding', '%31%32%37.0.0.1'],
  ['full-width hexadecimal', '０ｘ７ｆ.1'],
  ['too many parts', '1.2.3.4.5'],
  ['a part that is too large', '1.2.3.256'],
  ['IPv6 loopback', '::1'],
  ['IPv6 loopback at length', '0:0:0:0:0:0:0:1'],
  ['IPv6 loopback with zeros', '0000:0000::0001'],
  ['IPv6 for nothing', '::'],
  ['IPv4-mapped', '::ffff:127.0.0.1'],
  ['IPv4-mapped in hexadecimal', '::ffff:7f00:1'],
  ['IPv4-mapped in capitals', '::FFFF:10.0.0.1'],
  ['IPv4-mapped at length', '0:0:0:0:0:ffff:7f00:0001'],
  ['IPv4-compatible', '::127.0.0.1'],
  ['IPv4-compatible with a public address', '::8.8.8.8'],
  ['IPv4-translated', '::ffff:0:127.0.0.1'],
  ['NAT64', '64:ff9b::127.0.0.1'],
  ['NAT64 in hexadecimal', '64:ff9b::a00:1'],
  ['NAT64 with metadata', '64:ff9b::a9fe:a9fe'],
  ['local NAT64', '64:ff9b:1::1'],
  ['local NAT64 with a public address', '64:ff9b:1::8.8.8.8'],
  ['6to4', '2002:7f00:1::'],
  ['6to4 of a private network', '2002:c0a8:101::1'],
  ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['Teredo with a private client', '2001:0:4136:e378:8000:63bf:f5ff:fffe'],
  ['ISATAP', '2600:1234::5efe:10.0.0.1'],
  ['ISATAP with a global address', '2600:1234::200:5efe:127.0.0.1'],
  ['link-local IPv6', 'fe80::1'],
  ['link-local IPv6 with a zone', 'fe80::1%eth0'],
  ['loopback with a zone', '::1%lo'],
  ['the last link-local one', 'febf::1'],
  ['site-local', 'fec0::1'],
  ['unique-local', 'fd12:3456:789a::1'],
  ['unique-local, the other half', 'fc00::1'],
  ['metadata over IPv6', 'fd00:ec2::254'],
  ['IPv6 multicast', 'ff02::1'],
  ['IPv6 documentation', '2001:db8::1'],
  ['the newer IPv6 documentation', '3fff::1'],
  ['ORCHID', '2001:20::1'],
  ['discarded', '100::1'],
  ['segment routing', '5f00::1'],
  ['unassigned IPv6', '4000::1'],
  ['localhost', 'localhost'],
  ['localhost in capitals', 'LOCALHOST'],
  ['localhost with a dot', 'localhost.'],
  ['below localhost', 'app.localhost'],
  ['full-width localhost', 'ｌｏｃａｌｈｏｓｔ'],
  ['localhost of Debian', 'ip6-loopback'],
  ['the name of metadata', 'metadata.google.internal'],
  ['the name of metadata with a dot', 'Metadata.Google.Internal.'],
] as const;

/** What is public, or a name that has to be looked up first. */
const allowed = [
  ['an address', '8.8.8.8'],
  ['the first after a private range', '11.0.0.0'],
  ['the last before a shared range', '100.63.255.255'],
  ['the first after a shared range', '100.128.0.0'],
  ['the last before private 172.16/12', '172.15.255.255'],
  ['the first after private 172.16/12', '172.32.0.0'],
  ['the last before multicast', '223.255.255.255'],
  ['IPv6', '2606:4700:4700::1111'],
  ['IPv6 at length', '2606:4700:4700:0000:0000:0000:0000:1111'],
  ['IPv4-mapped', '::ffff:8.8.8.8'],
  ['NAT64', '64:ff9b::8.8.8.8'],
  ['6to4', '2002:808:808::1'],
  ['a name', 'api.payments.example'],
  ['a name with a dot at the end', 'api.payments.example.'],
  ['a name with an underscore', '_dmarc.example.com'],
  ['a name that begins like an address', '127.0.0.1.example.com'],
  ['a name with a label of digits', '10.example'],
  ['a name beyond ASCII', 'bücher.example'],
  ['a name in Punycode', 'xn--bcher-kva.example'],
  ['a name that ends in localhost', 'notlocalhost'],
] as const;

const to = (host: string) => ({ scheme: 'https', host, port: 443 });

describe('public-only', () => {
  test.each(denied)('denies %s: %s', (_name, host) => {
    expect(publicOnly.refuseHost(to(host))).toEqual(expect.any(String));
  });

  test.each(allowed)('allows %s: %s', (_name, host) => {
    expect(publicOnly.refuseHost(to(host))).toBeUndefined();
  });

  const addressesIn = (rows: readonly (readonly [string, string])[]) =>
    rows.flatMap(([name, host]): [string, string, IpAddress][] => {
      const address = parseIpLiteral(host);
      return address === undefined ? [] : [[name, host, address]];
    });

  test.each(addressesIn(denied))('denies the address that a name has: %s, %s', (_name, _host, address) => {
    expect(publicOnly.refuseAddress(to('shop.example'), address)).toEqual(expect.any(String));
  });

  test.each(addressesIn(allowed))('allows the address that a name has: %s, %s', (_name, _host, address) => {
    expect(publicOnly.refuseAddress(to('shop.example'), address)).toBeUndefined();
  });

  test('says of an address why', () => {
    expect(publicOnly.refuseHost(to('10.0.0.1'))).toBe('10.0.0.1 is no public address but private');
    const address = { family: 4, address: '192.168.0.7' } as const;
    expect(publicOnly.refuseAddress(to('shop.example'), address)).toBe(
      'shop.example (192.168.0.7) is no public address but private',
    );
  });
});

describe('without a policy', () => {
  const metadata = [
    '169.254.169.254',
    '169.254.170.2',
    '100.100.100.200',
    '168.63.129.16',
    'fd00:ec2::254',
    'FD00:0EC2::254',
    'fe80::a9fe:a9fe%eth0',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::169.254.169.254',
    '64:ff9b:1::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    '::169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '169.16689662',
    '169.254.169.254.',
    '１６９.254.169.254',
    'metadata.google.internal',
    'METADATA.google.internal.',
  ];

  test.each(metadata)('denies the metadata of clouds: %s', (host) => {
    expect(usualPolicy.refuseHost(to(host))).toContain('a rule under allow has to name it');
  });

  test.each([
    '127.0.0.1',
    '10.0.0.1',
    '127.1',
    '0x7f.1',
    '::1',
    'localhost',
    '169.254.1.1',
    'shop.example',
    '',
  ])('allows %j', (host) => {
    expect(usualPolicy.refuseHost(to(host))).toBeUndefined();
  });

  test('leaves the DNS of clouds alone, which is at the same address', () => {
    const dns = { scheme: 'dns', host: '169.254.169.254', port: 53 };
    const address = { family: 4, address: '169.254.169.254' } as const;
    expect(usualPolicy.refuseHost(dns)).toBeUndefined();
    expect(usualPolicy.refuseAddress(dns, address)).toBeUndefined();
    expect(usualPolicy.refuseAddress({ ...dns, port: 80 }, address)).toEqual(expect.any(String));
    expect(publicOnly.refuseHost(dns)).toEqual(expect.any(String));
  });
});

test.each([
  ['letters and a sign', `${'x'.repeat(300_000)}~`],
  ['digits', '1'.repeat(300_000)],
  ['dots and a letter', `${'.'.repeat(300_000)}x`],
  ['labels and a sign', `${'x.'.repeat(150_000)}~`],
])('reads 300,000 characters in about as many steps: %s', (_name, host) => {
  // With the square of that many it takes longer than a test may.
  expect(() => usualPolicy.refuseHost({ host, port: 1, scheme: 'icmp' })).not.toThrow();
});
