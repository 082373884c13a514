import { expect, test } from 'vitest';
import { shardOfFlags } from '../../../src/cli/serve/shard-flags.ts';

test.each([
  { name: 'no flag', shard: '', shardFromHostname: false, expected: undefined },
  {
    name: 'a shard',
    shard: '1/3',
    shardFromHostname: false,
    expected: { ok: true, shard: { index: 1, count: 3 } },
  },
  {
    name: 'a number of shards and a pod of a StatefulSet',
    shard: '3',
    shardFromHostname: true,
    expected: { ok: true, shard: { index: 2, count: 3 } },
  },
])('$name', ({ shard, shardFromHostname, expected }) => {
  expect(shardOfFlags({ shard, shardFromHostname }, 'vantage-2.vantage.svc')).toEqual(expected);
});

test.each([
  {
    name: 'a shard that is none',
    shard: '3',
    shardFromHostname: false,
    hostname: 'x',
    says: /^--shard: "3" is no shard/u,
  },
  {
    name: 'a shard too high',
    shard: '3/3',
    shardFromHostname: false,
    hostname: 'x',
    says: /^--shard: "3\/3": .*the last of 3 is 2/u,
  },
  {
    name: 'no number of shards',
    shard: '',
    shardFromHostname: true,
    hostname: 'vantage-0',
    says: /such as --shard=3/u,
  },
  {
    name: 'a shard beside the host name',
    shard: '0/3',
    shardFromHostname: true,
    hostname: 'vantage-0',
    says: /the number of shards alone/u,
  },
  {
    name: 'a host without an ordinal',
    shard: '3',
    shardFromHostname: true,
    hostname: 'laptop',
    says: /^--shard\.from-hostname: the host name "laptop" does not end in an ordinal/u,
  },
])('refuses $name', ({ shard, shardFromHostname, hostname, says }) => {
  const parsed = shardOfFlags({ shard, shardFromHostname }, hostname);
  expect(parsed?.ok === false ? parsed.error : '').toMatch(says);
});
