import { expect, test } from 'vitest';
import { isDirect } from '../../../../probes/http/proxy/no-proxy.ts';

test.each([
  ['localhost always', 'localhost', 80, '', true],
  ['loopback addresses always', '127.8.8.8', 80, '', true],
  ['the loopback address of IPv6 always', '::1', 80, '', true],
  ['nothing else without a list', 'example.com', 80, '', false],
  ['a name below localhost not', 'a.localhost', 80, '', false],
  ['everything with a star', 'example.com', 80, 'a.test, *', true],
  ['an address with a star', '192.0.2.1', 80, '*', true],
  ['a domain', 'example.com', 80, 'example.com', true],
  ['a domain in other letters', 'EXAMPLE.com', 80, ' Example.COM ', true],
  ['what is below a domain', 'a.b.example.com', 80, 'example.com', true],
  ['a domain that only ends like it', 'badexample.com', 80, 'example.com', false],
  ['what is below, by a dot', 'a.example.com', 80, '.example.com', true],
  ['the domain itself not, by a dot', 'example.com', 80, '.example.com', false],
  ['what is below, by a star', 'a.example.com', 80, '*.example.com', true],
  ['the domain itself not, by a star', 'example.com', 80, '*.example.com', false],
  ['a domain on its port', 'example.com', 8080, 'example.com:8080', true],
  ['a domain on another port not', 'example.com', 80, 'example.com:8080', false],
  ['an address', '192.0.2.1', 80, '192.0.2.1', true],
  ['an address on its port', '192.0.2.1', 80, '192.0.2.1:80', true],
  ['an address on another port not', '192.0.2.1', 81, '192.0.2.1:80', false],
  ['an address of IPv6 in another spelling', '2001:db8::1', 80, '2001:0db8:0:0::1', true],
  ['an address of IPv6 on its port', '2001:db8::1', 80, '[2001:db8::1]:80', true],
  ['a block', '192.0.2.77', 80, '192.0.2.0/24', true],
  ['what is outside of a block not', '192.0.3.1', 80, '192.0.2.0/24', false],
  ['a block that ends within a byte', '192.0.2.63', 80, '192.0.2.0/26', true],
  ['what is outside of such a block not', '192.0.2.64', 80, '192.0.2.0/26', false],
  ['a block of IPv6', '2001:db8::77', 80, '2001:db8::/32', true],
  ['a block of the other family not', '192.0.2.1', 80, '::/0', false],
  ['a block with too many bits not', '192.0.2.1', 80, '192.0.2.1/33', false],
  ['a name in a block not', 'example.com', 80, '0.0.0.0/0', false],
  ['an element among others', 'b.test', 80, 'a.test,,b.test', true],
  ['a port alone not', 'example.com', 80, ':80', false],
] as const)('excepts %s', (_, hostname, port, noProxy, direct) => {
  expect(isDirect({ scheme: 'http', hostname, port }, noProxy)).toBe(direct);
});
