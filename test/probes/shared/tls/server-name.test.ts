import { expect, test } from 'vitest';
import { namesServer, sniFor } from '../../../../probes/shared/tls/server-name.ts';

test.each([
  ['a name', 'shop.example', 'shop.example'],
  ['a name with a dot at its end', 'shop.example.', 'shop.example'],
  ['a name with a port', 'shop.example:8443', 'shop.example:8443'],
  ['what only looks like an address', '127.1', '127.1'],
  ['an IPv4 address', '192.0.2.1', ''],
  ['an IPv6 address', '2001:db8::1', ''],
  ['an IPv6 address in brackets', '[::1]', ''],
  ['an IPv6 address with a zone', 'fe80::1%eth0', ''],
  ['nothing', '', ''],
  ['a name too long for the extension', `${'a'.repeat(252)}.test`, ''],
  ['a name with a NUL', 'good.test\0.evil.test', ''],
])('as SNI for %s sends %j', (_, serverName, sni) => {
  expect(sniFor(serverName)).toBe(sni);
});

function certificateFor(...names: string[]) {
  const ipAddresses = names
    .filter((name) => /^[0-9a-f]{8,}$/.test(name))
    .map((hex) => Buffer.from(hex, 'hex'));
  const dnsNames = names.filter((name) => !/^[0-9a-f]{8,}$/.test(name));
  return { dnsNames, ipAddresses, emailAddresses: [], uris: [] };
}

test.each([
  ['the same name', 'a.example', 'a.example', true],
  ['another case on both sides', 'A.Example', 'a.eXample', true],
  ['a dot at the end of the host', 'a.example', 'a.example.', true],
  ['a dot at the end of the certificate only', 'a.example.', 'a.example', false],
  ['another name', 'b.example', 'a.example', false],
  ['a wildcard', '*.example', 'a.example', true],
  ['a wildcard and a dot at the end', '*.a.example', 'x.a.example.', true],
  ['a wildcard for two labels', '*.example', 'a.b.example', false],
  ['a wildcard for no label', '*.example', 'example', false],
  ['a bare wildcard', '*', 'a', false],
  ['a wildcard within a label', 'a*.example', 'ab.example', false],
  ['a wildcard further right', 'x.*.example', 'x.y.example', false],
  ['two wildcards', '*.*.example', 'a.b.example', false],
  ['an underscore', 'a_b.example', 'a_b.example', true],
  ['a name that is no host name, word by word', 'a b', 'a b', true],
  ['a port in the host only', 'a.example', 'a.example:443', false],
  ['a port on both sides', 'a.example:443', 'a.example:443', true],
  ['the empty name', '', '', false],
  ['a lone dot', '.', '.', false],
  ['what follows a NUL', 'good.test\0.evil.test', 'good.test', false],
  ['an IPv4 address', '7f000001', '127.0.0.1', true],
  ['an IPv4 address against its mapped form', '00000000000000000000ffff7f000001', '127.0.0.1', true],
  ['a mapped address against the IPv4 address', '7f000001', '::ffff:127.0.0.1', true],
  ['another IPv4 address', '7f000002', '127.0.0.1', false],
  ['an IPv6 address', '00000000000000000000000000000001', '::1', true],
  ['an IPv6 address in brackets', '00000000000000000000000000000001', '[::1]', true],
  ['an IPv6 address written out', '00000000000000000000000000000001', '0:0:0:0:0:0:0:1', true],
  ['an address among the DNS names', '127.0.0.1', '127.0.0.1', false],
])('matches %s: %j for %j is %j', (...[, name, serverName, expected]) => {
  expect(namesServer(certificateFor(name), serverName)).toBe(expected);
});

test('matches any of several names', () => {
  expect(namesServer(certificateFor('a.example', 'b.example'), 'b.example')).toBe(true);
});

test('matches nothing without alternative names', () => {
  expect(namesServer(undefined, 'a.example')).toBe(false);
});
