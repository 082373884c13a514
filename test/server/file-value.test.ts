import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileValue } from '../../src/server/file-value.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

/** A file with a text, and a value made from it that counts how often it was made. */
function madeFrom(path: string) {
  let made = 0;
  const value = fileValue([path], async () => {
    made += 1;
    return await readFile(path, 'utf8').catch(() => 'no file');
  });
  return { value, times: () => made };
}

test('is made once for a file that stays as it is', async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'file');
  writeFileSync(path, 'one');
  const { value, times } = madeFrom(path);
  expect(await Promise.all([value.current(), value.current()])).toEqual(['one', 'one']);
  expect(await value.current()).toBe('one');
  expect(times()).toBe(1);
});

test.each([
  { name: 'written anew', change: (path: string) => writeFileSync(path, 'other'), becomes: 'other' },
  {
    name: 'replaced by another of the same size',
    change: (path: string) => {
      writeFileSync(`${path}.new`, 'two');
      renameSync(`${path}.new`, path);
    },
    becomes: 'two',
  },
  { name: 'removed', change: (path: string) => rmSync(path), becomes: 'no file' },
])('is made again for a file that was $name', async ({ change, becomes }) => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'file');
  writeFileSync(path, 'one');
  const { value, times } = madeFrom(path);
  await value.current();
  change(path);
  expect(await value.current()).toBe(becomes);
  expect(await value.current()).toBe(becomes);
  expect(times()).toBe(2);
});
