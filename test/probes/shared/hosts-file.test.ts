import { expect, test } from 'vitest';
import { hostsKey, parseHosts } from '../../../probes/shared/hosts-file.ts';

const hosts = parseHosts(
  [
    '# the machine',
    '127.0.0.1\tlocalhost  Web.Example # aliases follow the name',
    '::1 localhost',
    'fe80::1%lo0 link.test',
    '::ffff:192.0.2.7 mapped.test',
    '127.1 short.test',
    'no-address name.test',
    '192.0.2.8',
    '192.0.2.9 rooted.test.\r',
    '',
  ].join('\n'),
);

test.each([
  ['a name on two lines', 'localhost', ['127.0.0.1', '::1']],
  ['a name in another case', 'wEB.example', ['127.0.0.1']],
  ['a name with a trailing dot', 'localhost.', ['127.0.0.1', '::1']],
  ['a name listed with a trailing dot', 'rooted.test', ['192.0.2.9']],
  ['an address with a zone', 'link.test', ['fe80::1%lo0']],
  ['an IPv4-mapped address', 'mapped.test', ['192.0.2.7']],
])('finds %s', (_name, name, addresses) => {
  expect(hosts.get(hostsKey(name))?.map(({ address }) => address)).toEqual(addresses);
});

test.each([
  ['a line whose address is none', 'short.test'],
  ['a line that starts with a name', 'name.test'],
  ['a word of a comment', 'aliases'],
  ['a name that is not there', 'other.test'],
  ['nothing', ''],
])('does not find %s', (_name, name) => {
  expect(hosts.get(hostsKey(name))).toBeUndefined();
});
