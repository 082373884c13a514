import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemFile } from '../../../probes/shared/system-file.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';

test('parses a file again only when it changed', () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'hosts');
  const parsed: string[] = [];
  const view = systemFile(path, (text) => {
    parsed.push(text);
    return text.length;
  });
  expect(view()).toBe(0);
  writeFileSync(path, 'one');
  expect([view(), view()]).toEqual([3, 3]);
  writeFileSync(path, 'two');
  utimesSync(path, 1, 1);
  expect(view()).toBe(3);
  rmSync(path);
  expect([view(), view()]).toEqual([0, 0]);
  expect(parsed).toEqual(['', 'one', 'two', '']);
});

test('takes a directory for an empty file', () => {
  using directory = temporaryDirectory();
  expect(systemFile(directory.path, (text) => text)()).toBe('');
});

test('takes a path below a file for an empty file', () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'file');
  writeFileSync(path, 'text');
  expect(systemFile(join(path, 'hosts'), (text) => text)()).toBe('');
});
