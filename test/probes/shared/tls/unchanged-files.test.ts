import { readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unchangedFiles } from '../../../../probes/shared/tls/unchanged-files.ts';
import { temporaryDirectory } from '../../../helpers/temporary-directory.ts';

/** Two files, a cache of their texts, and how often these were read. */
function twoFiles({ limit = 10 } = {}) {
  const directory = temporaryDirectory();
  const one = join(directory.path, 'one');
  const two = join(directory.path, 'two');
  writeFileSync(one, 'one');
  writeFileSync(two, 'two');
  const files = unchangedFiles<string>(limit);
  let readings = 0;
  return {
    one,
    two,
    readings: () => readings,
    read: (paths: readonly string[], { laterMs = 10_000, options = [] as readonly string[] } = {}) =>
      files.get({ paths, options, atMs: Date.now() + laterMs }, async () => {
        readings += 1;
        return (await Promise.all(paths.map((path) => readFile(path, 'utf8')))).join(' ');
      }),
    [Symbol.dispose]: () => directory[Symbol.dispose](),
  };
}

test('reads files once for as long as they stay the same', async () => {
  using files = twoFiles();
  const { one, two } = files;
  expect(await files.read([one, two])).toBe('one two');
  expect(await files.read([one, two])).toBe('one two');
  expect(files.readings()).toBe(1);
});

test.each([
  { name: 'was written', change: ({ two }: { two: string }) => writeFileSync(two, 'new') },
  {
    name: 'was replaced by another of the same size and time',
    change: ({ one, two }: { one: string; two: string }) => {
      const time = new Date('2026-01-01');
      writeFileSync(`${one}.new`, 'new');
      utimesSync(`${one}.new`, time, time);
      utimesSync(two, time, time);
      renameSync(`${one}.new`, two);
    },
  },
])('reads all of them again when one $name', async ({ change }) => {
  using files = twoFiles();
  const { one, two } = files;
  await files.read([one, two]);
  change(files);
  expect(await files.read([one, two])).toBe('one new');
  expect(await files.read([one, two])).toBe('one new');
  expect(files.readings()).toBe(2);
});

test('does not trust the looks of a file that was written a moment ago', async () => {
  using files = twoFiles();
  const { one } = files;
  await files.read([one], { laterMs: 0 });
  await files.read([one], { laterMs: 1900 });
  expect(files.readings()).toBe(2);
});

test('tells options apart', async () => {
  using files = twoFiles();
  const { one } = files;
  for (const version of ['TLS12', 'TLS13', 'TLS12']) await files.read([one], { options: [version] });
  expect(files.readings()).toBe(2);
});

test('keeps the ones that were asked for last', async () => {
  using files = twoFiles({ limit: 1 });
  const { one, two } = files;
  for (const path of [one, one, two, one]) expect(await files.read([path])).toBe(readFileSync(path, 'utf8'));
  expect(files.readings()).toBe(3);
});

test('passes on why a file cannot be read, and forgets what was in it', async () => {
  using files = twoFiles();
  const { one } = files;
  await files.read([one]);
  rmSync(one);
  await expect(files.read([one])).rejects.toMatchObject({ code: 'ENOENT' });
  writeFileSync(one, 'back');
  expect(await files.read([one])).toBe('back');
});
