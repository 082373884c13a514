import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTlsTarget } from '../../../probes/tls/target.ts';

test.each<[string, string, string, number]>([
  ['a name', 'shop.example', 'shop.example', 443],
  ['a name with a port', 'shop.example:8443', 'shop.example', 8443],
  ['a name with the name of a port', 'shop.example:imaps', 'shop.example', 993],
  ['a name with an empty port', 'shop.example:', 'shop.example', 443],
  ['an IPv4 address', '192.0.2.1', '192.0.2.1', 443],
  ['an IPv6 address', '2001:db8::1', '2001:db8::1', 443],
  ['an IPv6 address with a zone', 'fe80::1%eth0', 'fe80::1%eth0', 443],
  ['an IPv6 address in brackets', '[2001:db8::1]', '2001:db8::1', 443],
  ['an IPv6 address with a port', '[::1]:8443', '::1', 8443],
  ['the scheme of our own', 'tls://shop.example:636', 'shop.example', 636],
  ['the scheme of our own without a port', 'tls://shop.example', 'shop.example', 443],
  ['a web address', 'https://shop.example/health?x#y', 'shop.example', 443],
  ['a web address with a port', 'HTTPS://shop.example:8443?x', 'shop.example', 8443],
  ['an address with a user', 'https://me:word@shop.example@x/', 'x', 443],
  ['an address with an IPv6 host', 'https://[::1]/', '::1', 443],
  ['SMTP', 'smtps://mail.example', 'mail.example', 465],
  ['IMAP', 'imaps://mail.example', 'mail.example', 993],
  ['POP3', 'pop3s://mail.example', 'mail.example', 995],
  ['LDAP', 'ldaps://dir.example', 'dir.example', 636],
  ['FTP', 'ftps://files.example', 'files.example', 990],
  ['MQTT', 'mqtts://things.example', 'things.example', 8883],
  ['nothing', '', '', 443],
])('reads %s', (_, text, host, port) => {
  expect(parseTlsTarget(text, 443)).toEqual({ ok: true, host, port });
});

test('takes the default port of STARTTLS where the target says nothing', () => {
  expect(parseTlsTarget('mail.example', 25)).toEqual({ ok: true, host: 'mail.example', port: 25 });
  expect(parseTlsTarget('tls://mail.example', 25)).toEqual({ ok: true, host: 'mail.example', port: 25 });
});

test.each([
  ['a port too large', 'shop.example:65536', 'port "65536" is not between 0 and 65535'],
  ['an unknown port', 'shop.example:what', '"what" is neither a port number nor a known service'],
  ['two colons', 'a:b:1', '"a:b:1" is neither host:port nor a host alone'],
  ['an open bracket', '[::1', '"[::1" is neither host:port nor a host alone'],
  ['text after the bracket', '[::1]x', '"[::1]x" is neither host:port nor a host alone'],
  [
    'a scheme without TLS',
    'http://shop.example',
    'http:// does not stand for TLS; known are tls, https, wss, smtps, submissions, nntps, ldaps, domain-s, ' +
      'ftps, imaps, pop3s, sips, amqps, coaps, rediss, ircs, mqtts',
  ],
])('refuses %s', (_, text, detail) => {
  expect(parseTlsTarget(text, 443)).toEqual({ ok: false, detail });
});

test('reads any text in one way or another', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const target = parseTlsTarget(text, 443);
      expect(target.ok ? target.port >= 0 : target.detail !== '').toBe(true);
    }),
  );
});
