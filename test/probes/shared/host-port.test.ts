import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lookupPort, parseServices, splitHostPort } from '../../../probes/shared/host-port.ts';

test.each([
  ['a name', 'db.example:5432', 'db.example', '5432'],
  ['an IPv4 address', '192.0.2.1:80', '192.0.2.1', '80'],
  ['an IPv6 address in brackets', '[::1]:80', '::1', '80'],
  ['an IPv6 address with a zone', '[fe80::1%lo]:80', 'fe80::1%lo', '80'],
  ['a service name', 'mail.example:smtp', 'mail.example', 'smtp'],
  ['an empty host', ':0', '', '0'],
  ['an empty port', 'db.example:', 'db.example', ''],
  ['nothing but the colon', ':', '', ''],
  ['empty brackets', '[]:80', '', '80'],
  ['a port that is no port', 'db.example:-1', 'db.example', '-1'],
])('splits %s', (...[, text, host, port]) => {
  expect(splitHostPort(text)).toEqual({ ok: true, host, port });
});

test.each([
  ['an empty text', '', '"" is not host:port: the port is missing'],
  ['a name alone', 'db.example', '"db.example" is not host:port: the port is missing'],
  ['brackets alone', '[::1]', '"[::1]" is not host:port: the port is missing'],
  ['text after the bracket', '[::1]80', '"[::1]80" is not host:port: the port is missing'],
  [
    'an IPv6 address without brackets',
    '::1:80',
    '"::1:80" is not host:port: too many colons; an IPv6 address stands in brackets',
  ],
  [
    'a URL',
    'tcp://db.example:80',
    '"tcp://db.example:80" is not host:port: too many colons; an IPv6 address stands in brackets',
  ],
  ['two ports', '[::1]:80:81', '"[::1]:80:81" is not host:port: too many colons after the bracket'],
  ['an open bracket', '[::1:80', '"[::1:80" is not host:port: the closing bracket is missing'],
  ['a nested bracket', '[[::1]:80', '"[[::1]:80" is not host:port: a bracket in the wrong place'],
  ['a bracket in the port', '[::1]:8]0', '"[::1]:8]0" is not host:port: a bracket in the wrong place'],
  ['a bracket within a name', 'a]b:80', '"a]b:80" is not host:port: a bracket in the wrong place'],
])('refuses %s', (_name, text, detail) => {
  expect(splitHostPort(text)).toEqual({ ok: false, detail });
});

test('shortens an endless target in what it says about it', () => {
  expect(splitHostPort('x'.repeat(100_000))).toEqual({
    ok: false,
    detail: `"${'x'.repeat(200)}…" is not host:port: the port is missing`,
  });
});

test('splits what was joined, for any host and port without the separators', () => {
  const part = fc.string().map((text) => text.replaceAll(/[:[\]]/gu, ''));
  fc.assert(
    fc.property(part, part, (host, port) => {
      expect(splitHostPort(`${host}:${port}`)).toEqual({ ok: true, host, port });
      expect(splitHostPort(`[${host}]:${port}`)).toEqual({ ok: true, host, port });
    }),
  );
});

const services = parseServices(
  [
    '# a comment',
    'postgresql 5432/tcp postgres # the database',
    'syslog 514/udp',
    'broken tcp/80',
    '  spaced\t 7777/tcp  ',
    'lonely',
  ].join('\n'),
);

test.each([
  ['a number', '443', 443],
  ['the highest port', '65535', 65_535],
  ['leading zeros', '0000080', 80],
  ['a plus sign', '+80', 80],
  ['nothing', '', 0],
  ['minus zero', '-0', 0],
  ['a service of the file', 'postgresql', 5432],
  ['an alias of the file', 'postgres', 5432],
  ['a service among blanks', 'spaced', 7777],
  ['a service without the file', 'https', 443],
  ['a service in capitals', 'SSH', 22],
])('takes %s as a port', (_name, text, port) => {
  expect(lookupPort(text, () => services)).toEqual({ ok: true, port });
});

test.each([
  ['a negative number', '-1', 'port "-1" is not between 0 and 65535'],
  ['a number too large', '99999', 'port "99999" is not between 0 and 65535'],
  ['a number beyond all bounds', '9'.repeat(400), `port "${'9'.repeat(200)}…" is not between 0 and 65535`],
  ['a service of another protocol', 'syslog', '"syslog" is neither a port number nor a known service'],
  ['a fraction', '80.0', '"80.0" is neither a port number nor a known service'],
  ['blanks', ' 80', '" 80" is neither a port number nor a known service'],
  ['hexadecimal', '0x50', '"0x50" is neither a port number nor a known service'],
])('refuses %s as a port', (_name, text, detail) => {
  expect(lookupPort(text, () => services)).toEqual({ ok: false, detail });
});

test('knows the built-in services of this machine without being given any', () => {
  expect(lookupPort('http')).toEqual({ ok: true, port: 80 });
});
