import { expect, test } from 'vitest';
import { parseResolvConf, type ResolverSettings } from '../../../probes/shared/resolv-conf.ts';

const defaults: ResolverSettings = {
  servers: ['127.0.0.1', '::1'],
  search: [],
  ndots: 1,
  timeoutMs: 5000,
  attempts: 2,
};

test.each<[string, string, Partial<ResolverSettings>]>([
  ['an empty text', '', {}],
  ['comments', '# nameserver 192.0.2.1\n; nameserver 192.0.2.2', {}],
  ['servers', 'nameserver 192.0.2.1 # first\nnameserver ::1\n', { servers: ['192.0.2.1', '::1'] }],
  [
    'no more than three servers',
    [1, 2, 3, 4].map((octet) => `nameserver 192.0.2.${octet}`).join('\n'),
    { servers: ['192.0.2.1', '192.0.2.2', '192.0.2.3'] },
  ],
  [
    'servers with ports',
    'nameserver [192.0.2.1]:5353\nnameserver [2001:db8::1]:53',
    { servers: ['[192.0.2.1]:5353', '[2001:db8::1]:53'] },
  ],
  [
    'servers that are none',
    'nameserver\nnameserver dns.test\nnameserver [192.0.2.1]:0\nnameserver [192.0.2.1]:65536\nnameserver 127.1',
    {},
  ],
  ['a search list', 'search a.test b.test.\r', { search: ['a.test', 'b.test'] }],
  ['the last of several lists', 'search a.test\ndomain b.test c.test', { search: ['b.test'] }],
  ['the root as search list', 'search .', { search: [] }],
  [
    'options',
    'options ndots:3 timeout:2\noptions attempts:4 rotate',
    { ndots: 3, timeoutMs: 2000, attempts: 4 },
  ],
  [
    'options out of range',
    'options ndots:99 timeout:0 attempts:0',
    { ndots: 15, timeoutMs: 1000, attempts: 1 },
  ],
  [
    'options without sense',
    'options ndots:x timeout attempts:-1',
    { ndots: 0, timeoutMs: 1000, attempts: 1 },
  ],
])('reads %s', (_name, text, expected) => {
  expect(parseResolvConf(text, 'host')).toEqual({ ...defaults, ...expected });
});

test('searches the domain of this host when no other is named', () => {
  expect(parseResolvConf('', 'web-1.corp.test').search).toEqual(['corp.test']);
  expect(parseResolvConf('search other.test', 'web-1.corp.test').search).toEqual(['other.test']);
});
