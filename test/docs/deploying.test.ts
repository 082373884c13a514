/** What the page about deploying says is done works, as far as it can be done without a cluster. */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseManifests } from '../deploy/manifests.ts';
import { hasProgram } from '../helpers/installed-program.ts';
import { schemaProblems } from '../helpers/kubernetes-schema.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { fencedBlocks } from './markdown.ts';
import { commandsOf } from './shell.ts';

const blocks = fencedBlocks('docs/deploying.md');
const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => commandsOf(text))
  .map(({ words }) => words);
const chartValues = z.object({ image: z.object({ repository: z.string() }), vantage: z.looseObject({}) });

test('the files that commands take are there', () => {
  const files = commands.flat().filter((word) => /(?:^|=)(?:deploy\/|config\.example)/u.test(word));
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((file) => !existsSync(file.replace(/^.*=/u, '')))).toEqual([]);
});

test.runIf(hasProgram('helm', 'version'))('the chart takes the values that are shown', async () => {
  const shown = blocks.filter(({ text }) => chartValues.safeParse(parse(text)).success);
  expect(shown).toHaveLength(1);
  const install = commands.find(([program]) => program === 'helm') ?? [];
  using folder = temporaryDirectory();
  const file = join(folder.path, 'values.yaml');
  writeFileSync(file, shown[0]?.text ?? '');
  const words = install.slice(1).map((word) => (word.startsWith('--values=') ? `--values=${file}` : word));
  const { status, stdout, stderr } = spawnSync('helm', words.with(0, 'template'), { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const problems = await Promise.all(parseManifests(stdout).all.map(schemaProblems));
  expect(problems.flat()).toEqual([]);
});
