/**
 * `vantage config schema` and `explain` say what the documents say: the tables of keys are copied into the program. To copy
 * them anew after a change of a document: `npm run manual`.
 */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { meaningOf } from '../../src/config/outline/key-meaning.ts';
import { configOutline, type Outline } from '../../src/config/outline/outline.ts';
import { documentedBlocks } from './keys/documented-blocks.ts';

const file = 'src/config/outline/key-meanings.ts';

test('the meanings of keys are those of the documents', async () => {
  const source = `import type { KeyMeaning } from './key-meaning.ts';

/**
 * What the documents say of each key, by the end of the path of its block. Made from the tables in docs/: change it there,
 * and run: npm run manual
 */
export const keyMeanings: Readonly<Record<string, Readonly<Record<string, KeyMeaning>>>> = ${JSON.stringify(documentedBlocks())};
`;
  const biome = 'node_modules/.bin/biome';
  const { stdout, stderr, status } = spawnSync(biome, ['format', `--stdin-file-path=${file}`], {
    input: source,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  await expect(stdout).toMatchFileSnapshot(`../../${file}`);
});

test('every key of the configuration is in the documents', () => {
  const missing: string[] = [];
  const visit = (outline: Outline, path: readonly string[]): void => {
    if (outline.kind === 'list') visit(outline.element, path);
    if (outline.kind === 'map') visit(outline.value, [...path, 'NAME']);
    if (outline.kind !== 'block') return;
    for (const [key, { outline: value }] of outline.keys) {
      const isBlockOfProber = path.length === 2 && path[0] === 'modules' && probers.has(key);
      if (!isBlockOfProber && meaningOf([...path, key]) === undefined) missing.push([...path, key].join('.'));
      visit(value, [...path, key]);
    }
  };
  visit(configOutline(probers), []);
  expect(missing).toEqual([]);
});
