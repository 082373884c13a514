import { expect, test } from 'vitest';
import { parseServer } from '../../../probes/dns/server-address.ts';

test.each([
  ['dns.test', 'dns.test', '53'],
  ['dns.test:5353', 'dns.test', '5353'],
  ['dns.test:', 'dns.test', ''],
  ['192.0.2.1', '192.0.2.1', '53'],
  ['[::1]:54', '::1', '54'],
  ['::1', '::1', '53'],
  ['[::1]', '[::1]', '53'],
  ['udp://192.0.2.1:53', 'udp://192.0.2.1:53', '53'],
  ['', '', '53'],
])('takes the server %s for host %s and port %s', (text, host, port) => {
  const parsed = parseServer(text, { transport: 'udp', dnsOverTls: false, path: '' });
  expect(parsed).toEqual({ ok: true, server: { host, port, authority: '', resource: '' } });
});

test('asks port 853 over TLS unless another is given', () => {
  const defaults = { transport: 'tcp', dnsOverTls: true, path: '' } as const;
  expect(parseServer('dns.test', defaults)).toMatchObject({ server: { port: '853' } });
  expect(parseServer('dns.test:53', defaults)).toMatchObject({ server: { port: '53' } });
});

test.each([
  ['dns.test', 'dns.test', '443', 'dns.test', '/dns-query'],
  ['dns.test:8443', 'dns.test', '8443', 'dns.test:8443', '/dns-query'],
  ['192.0.2.1', '192.0.2.1', '443', '192.0.2.1', '/dns-query'],
  ['::1', '::1', '443', '[::1]', '/dns-query'],
  ['[::1]', '::1', '443', '[::1]', '/dns-query'],
  ['[::1]:8443', '::1', '8443', '[::1]:8443', '/dns-query'],
  ['https://dns.test', 'dns.test', '443', 'dns.test', '/'],
  ['HTTPS://dns.test:8443/q?a=b#c', 'dns.test', '8443', 'dns.test:8443', '/q?a=b'],
])('takes the HTTPS server %s for host %s and port %s', (text, host, port, authority, resource) => {
  const parsed = parseServer(text, { transport: 'https', dnsOverTls: false, path: '' });
  expect(parsed).toEqual({ ok: true, server: { host, port, authority, resource } });
});

test('asks for the path of the module unless the server is a URL', () => {
  const defaults = { transport: 'https', dnsOverTls: false, path: '/p' } as const;
  expect(parseServer('dns.test', defaults)).toMatchObject({ server: { resource: '/p' } });
  expect(parseServer('https://dns.test/q', defaults)).toMatchObject({ server: { resource: '/q' } });
});

test.each(['https://user@dns.test/', 'dns.test:http', 'a b', 'https://[::1/', 'dns.test\n'])(
  'refuses the HTTPS server %j',
  (text) => {
    const parsed = parseServer(text, { transport: 'https', dnsOverTls: false, path: '' });
    expect(parsed.ok).toBe(false);
  },
);
