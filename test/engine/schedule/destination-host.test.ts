import { expect, test } from 'vitest';
import { destinationHost } from '../../../src/engine/schedule/destination-host.ts';

test.each([
  { name: 'a URL', text: 'https://shop.example/health', host: 'shop.example' },
  { name: 'a URL with a port and a query', text: 'http://shop.example:8080?a=b:c@d', host: 'shop.example' },
  { name: 'a URL with user information', text: 'https://me:a%40b@shop.example/', host: 'shop.example' },
  { name: 'a URL with an @ behind the host', text: 'https://shop.example/@me', host: 'shop.example' },
  { name: 'a URL with a fragment', text: 'https://shop.example#top', host: 'shop.example' },
  { name: 'a URL with an IPv6 address', text: 'wss://[2001:db8::1]:9000/', host: '2001:db8::1' },
  { name: 'a URL without a scheme', text: 'shop.example/health', host: 'shop.example' },
  { name: 'host:port', text: 'db.example:5432', host: 'db.example' },
  { name: 'a host with a service name', text: 'db.example:smtp', host: 'db.example' },
  { name: 'a host alone', text: 'ns1.example', host: 'ns1.example' },
  { name: 'capitals', text: 'SHOP.Example:443', host: 'shop.example' },
  { name: 'a final dot', text: 'shop.example.:443', host: 'shop.example' },
  { name: 'an IPv4 address with a port', text: '192.0.2.7:53', host: '192.0.2.7' },
  { name: 'an IPv6 address', text: '2001:DB8:0::1', host: '2001:db8::1' },
  { name: 'an IPv6 address in brackets', text: '[2001:db8::1]', host: '2001:db8::1' },
  { name: 'an IPv6 address with a port', text: '[2001:db8::1]:443', host: '2001:db8::1' },
  { name: 'an IPv6 address with a zone', text: '[fe80::1%eth0]:443', host: 'fe80::1%eth0' },
  { name: 'an IPv4 address written as IPv6', text: '[::ffff:192.0.2.7]:53', host: '192.0.2.7' },
  { name: 'a unix path', text: '/run/app.sock', host: '/run/app.sock' },
  { name: 'a relative unix path', text: './app.sock', host: './app.sock' },
  { name: 'an abstract unix socket', text: '@app', host: '@app' },
  { name: 'a port alone', text: ':8080', host: ':8080' },
  { name: 'a URL without a host', text: 'unix:///run/app.sock', host: 'unix:///run/app.sock' },
  { name: 'what is no target', text: 'a:b:c', host: 'a:b:c' },
  { name: 'nothing', text: '', host: '' },
])('reads the host of $name', ({ text, host }) => {
  expect(destinationHost(text)).toBe(host);
});
