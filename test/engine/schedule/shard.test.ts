import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inShard, parseShard, shardKey, shardOfHostname } from '../../../src/engine/schedule/shard.ts';
import { fakeModule } from '../../helpers/fake-prober.ts';
import { scheduledTarget } from '../../helpers/scheduled-runs.ts';

const keys = Array.from({ length: 5000 }, (_, number) => `vendors|web|https://host-${number}.example/`);

/** The index of the shard that has the key. */
function ownersOf(key: string, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index).filter((index) => inShard(key, { index, count }));
}

const noShard =
  'is no shard: write its index, from 0, and the number of shards, such as 0/3 for the first of three';
const noOrdinal =
  'does not end in an ordinal, as "vantage-3" does: run in a StatefulSet, or name the shard itself';

describe('parseShard', () => {
  test.each([
    { text: '0/1', shard: { index: 0, count: 1 } },
    { text: '2/3', shard: { index: 2, count: 3 } },
    { text: '999/1000', shard: { index: 999, count: 1000 } },
  ])('reads $text', ({ text, shard }) => {
    expect(parseShard(text)).toEqual({ ok: true, shard });
  });

  test.each([
    { text: '', why: `"" ${noShard}` },
    { text: '1', why: `"1" ${noShard}` },
    { text: '-1/3', why: `"-1/3" ${noShard}` },
    { text: '1 / 3', why: `"1 / 3" ${noShard}` },
    { text: '1/3/5', why: `"1/3/5" ${noShard}` },
    { text: '3/3', why: '"3/3": shards are counted from 0, so that the last of 3 is 2, not 3' },
    { text: '0/0', why: '"0/0": there can be 1 to 1000 shards, not 0' },
    { text: '0/1001', why: '"0/1001": there can be 1 to 1000 shards, not 1001' },
    {
      text: `0/${'9'.repeat(400)}`,
      why: `"0/${'9'.repeat(198)}…": there can be 1 to 1000 shards, not Infinity`,
    },
  ])('refuses "$text"', ({ text, why }) => {
    expect(parseShard(text)).toEqual({ ok: false, error: why });
  });
});

describe('shardOfHostname', () => {
  test.each([
    { hostname: 'vantage-3', index: 3 },
    { hostname: 'vantage-eu-1-0', index: 0 },
    { hostname: 'vantage-12.vantage.monitoring.svc.cluster.local', index: 12 },
  ])('reads $hostname', ({ hostname, index }) => {
    expect(shardOfHostname(hostname, 20)).toEqual({ ok: true, shard: { index, count: 20 } });
  });

  test.each([
    { hostname: 'vantage', count: 3, why: `the host name "vantage" ${noOrdinal}` },
    {
      hostname: 'vantage.zone-3',
      count: 5,
      why: `the host name "vantage.zone-3" ${noOrdinal}`,
    },
    { hostname: 'vantage-7d9f-x2x', count: 3, why: `the host name "vantage-7d9f-x2x" ${noOrdinal}` },
    {
      hostname: 'vantage-3',
      count: 3,
      why: 'the host name "vantage-3": shards are counted from 0, so that the last of 3 is 2, not 3',
    },
    {
      hostname: 'vantage-0',
      count: 1.5,
      why: 'the host name "vantage-0": there can be 1 to 1000 shards, not 1.5',
    },
  ])('refuses $hostname of $count', ({ hostname, count, why }) => {
    expect(shardOfHostname(hostname, count)).toEqual({ ok: false, error: why });
  });
});

describe('inShard', () => {
  test('gives each target to exactly one shard', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (key, count) => {
        expect(ownersOf(key, count)).toHaveLength(1);
      }),
    );
  });

  test('gives away nothing between the shards that stay when one is added', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (key, count) => {
        const [before] = ownersOf(key, count);
        const [after] = ownersOf(key, count + 1);
        expect([before, count]).toContain(after);
      }),
    );
  });

  test.each([1, 2, 3, 7, 16])('moves about one part to a shard that is added to %d', (count) => {
    const moved = keys.filter((key) => inShard(key, { index: count, count: count + 1 })).length;
    const expected = keys.length / (count + 1);
    expect(moved).toBeGreaterThan(expected * 0.8);
    expect(moved).toBeLessThan(expected * 1.2);
  });

  test('divides evenly', () => {
    const sizes = [0, 1, 2, 3, 4].map(
      (index) => keys.filter((key) => inShard(key, { index, count: 5 })).length,
    );
    expect(Math.min(...sizes)).toBeGreaterThan(900);
    expect(Math.max(...sizes)).toBeLessThan(1100);
  });

  test('gives the same answer in every release', () => {
    expect(keys.slice(0, 12).map((key) => ownersOf(key, 5)[0])).toEqual([4, 0, 4, 0, 0, 3, 4, 1, 4, 1, 2, 1]);
  });
});

describe('shardKey', () => {
  const labels = { job: 'vendors', instance: 'a.test', vantage: 'eu-0' };
  const key = shardKey(scheduledTarget('a.test', { labels }));

  test.each([
    { name: 'the vantage point', changes: { labels: { ...labels, vantage: 'eu-1' } } },
    { name: 'a label', changes: { labels: { ...labels, team: 'a' } } },
    { name: 'credentials', changes: { labels, target: { text: 'me:secret@a.test' } } },
    { name: 'the interval', changes: { labels, intervalMs: 5 } },
  ])('stays with another $name', ({ changes }) => {
    expect(shardKey(scheduledTarget('a.test', changes))).toBe(key);
  });

  test.each([
    { name: 'job', changes: { labels, jobName: 'partners' } },
    { name: 'module', changes: { labels, module: fakeModule('other') } },
    { name: 'instance', changes: { labels: { ...labels, instance: 'b.test' } } },
    { name: 'hostname', changes: { labels, target: { text: 'a.test', hostname: 'b' } } },
  ])('is another with another $name', ({ changes }) => {
    expect(shardKey(scheduledTarget('a.test', changes))).not.toBe(key);
  });
});
