import { expect, test } from 'vitest';
import { probers } from '../../../probes/registry.ts';
import { builtinModule } from '../../../src/cli/probe/builtin-module.ts';
import { parseDnsUrl } from '../../../src/cli/probe/dns-url.ts';

test.each([
  ['dns://1.1.1.1/example.org', '1.1.1.1', { queryName: 'example.org', queryType: 'A' }],
  [
    'DNS://dns.test:5353/example.org.?type=aaaa',
    'dns.test:5353',
    { queryName: 'example.org.', queryType: 'AAAA' },
  ],
  ['dns://[::1]:53/a%5C.b.test', '[::1]:53', { queryName: 'a\\.b.test' }],
  ['dns://1.1.1.1/version.bind?type=TXT;class=ch', '1.1.1.1', { queryType: 'TXT', queryClass: 'CH' }],
  [
    'dns://1.1.1.1/a?type=MX&transport=tcp',
    '1.1.1.1',
    { queryType: 'MX', transportProtocol: 'tcp', dnsOverTls: false },
  ],
  ['dns://1.1.1.1/a?transport=tls', '1.1.1.1', { transportProtocol: 'tcp', dnsOverTls: true }],
  ['dns://1.1.1.1/a?transport=HTTPS', '1.1.1.1', { transportProtocol: 'https', dnsOverTls: false }],
  ['dns://1.1.1.1/.?type=NS', '1.1.1.1', { queryName: '.', queryType: 'NS' }],
])('checks %s with a module for its name and type', (text, server, options) => {
  expect(builtinModule(text, undefined, probers)).toMatchObject({
    ok: true,
    module: { name: 'dns', options },
    target: { text: server },
  });
});

test.each([
  ['dns:///example.org', 'this is no DNS URL: write it as dns://SERVER/NAME?type=AAAA'],
  ['dns://1.1.1.1', 'this is no DNS URL: write it as dns://SERVER/NAME?type=AAAA'],
  ['dns://1.1.1.1/', 'this is no DNS URL: write it as dns://SERVER/NAME?type=AAAA'],
  ['dns://1.1.1.1/a%zz', 'this is no DNS URL: the name has a bad % escape'],
  ['dns://1.1.1.1/a?typ=A', 'this is no DNS URL: "typ" is no parameter; known are type, class and transport'],
  ['dns://1.1.1.1/a?transport=quic', 'this is no DNS URL: transport is one of udp, tcp, tls, https'],
])('says what is wrong with %s', (text, message) => {
  expect(parseDnsUrl(text)).toEqual({ ok: false, message });
});

test('says so when the type is none', () => {
  expect(builtinModule('dns://1.1.1.1/a?type=X', undefined, probers)).toEqual({
    ok: false,
    message: 'query_type must be a record type such as A, MX or TXT, not "X"',
  });
});
