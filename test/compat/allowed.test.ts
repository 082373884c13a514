import { expect, test } from 'vitest';
import { blockRows, credentialRows, documentRows, scalarRows, yamlRows } from '../config/verdict-table.ts';
import { rowsNotToTry, rowsThatDiffer, verdictsThatDiffer } from './allowed.ts';
import { titleOf } from './row.ts';
import { configRows } from './tables/config.ts';
import { everyTable } from './tables/every-table.ts';

const titles = everyTable.flatMap((table) => table.rows.map((row) => titleOf(table, row)));
const configurations = [documentRows, yamlRows, scalarRows, blockRows, credentialRows, configRows].flatMap(
  (rows) => rows.map(([name]) => name),
);

test('no two rows have one title', () => {
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

test.each([
  ['rows that may differ', rowsThatDiffer, titles],
  ['rows that cannot be tried', rowsNotToTry, titles],
  ['verdicts that may differ', verdictsThatDiffer, configurations],
])('the %s are there', (_name, list, there) => {
  expect(Object.keys(list).filter((title) => !there.includes(title))).toEqual([]);
});
