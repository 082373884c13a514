import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { down, up, written } from './reports.ts';

const object = z.object({ target: z.string(), success: z.boolean() });

describe('JSON', () => {
  test('of one run is an object', async () => {
    expect(object.parse(JSON.parse(await written('json', [up])))).toMatchObject({ success: true });
  });

  test('of several is a list, also when only one of them was made', async () => {
    const list = z.array(object).parse(JSON.parse(await written('json', [up, down])));
    expect(list.map(({ success }) => success)).toEqual([true, false]);
    const [line = '', ...rest] = (await written('json', [up], { isSeveral: true })).trim().split('\n');
    expect([line, rest.length]).toEqual(['[', 2]);
    expect(JSON.parse(await written('json', [], { isSeveral: true }))).toEqual([]);
  });
});

test('ndjson has an object on each line', async () => {
  const lines = (await written('ndjson', [up, down])).split('\n');
  expect(lines.map((line) => (line === '' ? '' : object.parse(JSON.parse(line)).target))).toEqual([
    'https://shop.example/',
    'db.example:5432#1',
    '',
  ]);
});
