import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPage } from './markdown.ts';

function foldersIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${join(folder, name)}/`);
}

// Of probers, one stands for all.
const rooms = [
  'bench/',
  'docs/decisions/',
  'test/',
  ...foldersIn('src'),
  ...foldersIn('src').flatMap(foldersIn),
];

test.each(rooms)('the map of the rooms has %s', (room) => {
  const map = readPage('CONTRIBUTING.md').replace(/^[\s\S]*?## Map of the rooms([\s\S]*?)## [\s\S]*$/u, '$1');
  expect(map).toContain(`| \`${room}\` |`);
});
