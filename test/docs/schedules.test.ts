/** docs/schedules.md says what schedules may hold. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { probers } from '../../probes/registry.ts';
import { topLevelSchema, vantageSchema } from '../../src/config/config-schema.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { reservedLabels } from '../../src/config/label-schema.ts';
import { loadConfig, parseConfig } from '../../src/config/load.ts';
import { targetParameterLabels } from '../../src/config/schedule.ts';
import { scheduleSchema } from '../../src/config/schedule-schema.ts';
import { structureOf } from '../../src/config/schema-structure.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { fencedBlocks, namesIn, proseOf, tablesUnder } from './markdown.ts';

const page = 'docs/schedules.md';
const schedule = scheduleSchema({ modules: { byName: new Map(), mayHaveMore: true }, folder: '' });
const refusedHere = ['oauth2', 'proxy_url', 'no_proxy', 'proxy_from_environment', 'proxy_connect_header'];

/** The keys of the block at `path` below a schema, through lists. */
function keysAt(schema: z.core.$ZodType, path: readonly string[]): readonly string[] {
  const structure = structureOf(schema);
  if (structure?.kind === 'list') return keysAt(structure.element, path);
  if (structure?.kind !== 'block') throw new Error(`${path.join('.')} is in no block`);
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(structure.shape);
  const below = structure.shape[key];
  if (below === undefined) throw new Error(`there is no key ${key}`);
  return keysAt(below, rest);
}

test.each([
  { heading: 'The keys of the file', table: 0, keys: keysAt(topLevelSchema, []) },
  { heading: '`vantage`', table: 0, keys: keysAt(vantageSchema, []) },
  { heading: 'A schedule', table: 0, keys: keysAt(schedule, []) },
  { heading: '`slo`', table: 0, keys: keysAt(schedule, ['slo']) },
  { heading: '`slo`', table: 1, keys: keysAt(schedule, ['slo', 'latency']) },
  { heading: '`static_configs`', table: 0, keys: keysAt(schedule, ['static_configs']) },
  { heading: '`file_sd_configs`', table: 0, keys: keysAt(schedule, ['file_sd_configs']) },
  {
    heading: '`http_sd_configs`',
    table: 0,
    keys: keysAt(schedule, ['http_sd_configs']),
  },
  { heading: '`dns_sd_configs`', table: 0, keys: keysAt(schedule, ['dns_sd_configs']) },
  { heading: 'Labels', table: 0, keys: targetParameterLabels },
])('table $table under $heading has every key', ({ heading, table, keys }) => {
  expect([...namesIn(tablesUnder(page, heading)[table])].sort()).toEqual([...keys].sort());
});

test('the labels that are refused are the reserved ones', () => {
  const [, list = ''] = /because Vantage sets them itself: ([^.]*)\./u.exec(proseOf(page)) ?? [];
  expect([...list.matchAll(/`(\w+)`/gu)].map(([, name]) => name)).toEqual(reservedLabels);
});

test('the keys that are refused are', () => {
  const rows = tablesUnder(page, '`http_sd_configs`')[0] ?? [];
  const [list = ''] = rows.find((row) => row.some((cell) => cell.startsWith('refused:'))) ?? [];
  expect([...list.matchAll(/`(\w+)`/gu)].map(([, name]) => name)).toEqual(refusedHere);
  const value = (key: string) => (/_header$|^oauth2$/u.test(key) ? '{ a: [b] }' : 'true');
  for (const key of refusedHere) {
    const config = `{ url: "http://sd.example", ${key}: ${value(key)} }`;
    const text = `modules: { m: { prober: tcp } }
schedules: [{ job_name: j, module: m, http_sd_configs: [${config}] }]
`;
    const loaded = parseConfig({ text, fileName: 'c' }, probers);
    expect(loaded.ok ? [] : loaded.issues.map(({ message }) => message)).toEqual([
      expect.stringContaining('is not supported by this version of Vantage; remove the key'),
    ]);
  }
});

describe('the defaults', () => {
  const told = (heading: string, key: string) =>
    tablesUnder(page, heading)[0]?.find(([name]) => name === `\`${key}\``)?.[2];
  const text = `modules: { m: { prober: tcp } }
schedules:
  - job_name: j
    module: m
    file_sd_configs: [{ files: [a.yml] }]
    http_sd_configs: [{ url: "http://sd.example" }]
    dns_sd_configs: [{ names: [sd.example] }]
`;
  const loaded = parseConfig({ text, fileName: 'c' }, probers);
  const found = loaded.ok ? loaded.config.schedules[0] : undefined;

  test.each([
    { heading: 'A schedule', key: 'interval', value: found?.intervalMs, says: '`1m`', is: 60_000 },
    {
      heading: 'A schedule',
      key: 'buckets',
      value: found?.buckets,
      says: '`[0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]`',
      is: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    },
    {
      heading: 'A schedule',
      key: 'max_per_host',
      value: found?.maxPerHost,
      says: '`1`',
      is: 1,
    },
    {
      heading: '`file_sd_configs`',
      key: 'refresh_interval',
      value: found?.fileSdConfigs[0]?.refreshIntervalMs,
      says: '`5m`',
      is: 300_000,
    },
    {
      heading: '`http_sd_configs`',
      key: 'refresh_interval',
      value: found?.httpSdConfigs[0]?.refreshIntervalMs,
      says: '`1m`',
      is: 60_000,
    },
    {
      heading: '`dns_sd_configs`',
      key: 'refresh_interval',
      value: found?.dnsSdConfigs[0]?.refreshIntervalMs,
      says: '`30s`',
      is: 30_000,
    },
    {
      heading: '`dns_sd_configs`',
      key: 'type',
      value: found?.dnsSdConfigs[0]?.type,
      says: '`SRV`',
      is: 'SRV',
    },
  ])('of $key under $heading is $says', ({ heading, key, value, says, is }) => {
    expect([told(heading, key), value]).toEqual([says, is]);
  });
});

test('the files of the example make up a configuration', async () => {
  using folder = temporaryDirectory();
  const files = fencedBlocks(page).flatMap(({ text }) => {
    const name = /^# (conf\.d\/\S+)\n/u.exec(text)?.[1];
    return name === undefined ? [] : [{ path: join(folder.path, name), text }];
  });
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const loaded = await loadConfig([join(folder.path, 'conf.d')], probers);
  expect((loaded.ok ? loaded.warnings : loaded.issues).map(formatIssue)).toEqual([]);
  expect(loaded.ok ? loaded.config.schedules.map(({ jobName }) => jobName) : []).toEqual(['payments']);
});
