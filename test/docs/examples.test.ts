/** Every example and every link of the documents holds. */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { parseDocument } from 'yaml';
import { probers } from '../../probes/registry.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';
import { hasPromtool } from '../helpers/promtool.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { anchorsOf, type FencedBlock, fencedBlocks, pages, proseOf } from './markdown.ts';
import { pictures, withoutChance } from './pictures.ts';
import { commandsOf, type ShellCommand, type Shown, shownIn } from './shell.ts';
import { commandProblems, vantageArguments } from './vantage-command.ts';

afterAll(() => {
  vi.unstubAllEnvs();
});

const blocks = pages.flatMap(fencedBlocks);
const inLanguage = (...languages: readonly string[]) =>
  blocks.filter(({ language }) => languages.includes(language));
const named = (found: readonly FencedBlock[]) =>
  found.map((block) => ({ ...block, name: `${block.page}:${block.line}` }));

const yaml = named(inLanguage('yaml', 'yml'));
const isConfiguration = ({ text }: FencedBlock) => /^modules:/mu.test(text);
const promtoolChecks = [
  { key: 'scrape_configs', arguments: ['check', 'config'] },
  { key: 'groups', arguments: ['check', 'rules'] },
].flatMap(({ key, ...check }) =>
  yaml.filter(({ text }) => new RegExp(`^${key}:`, 'mu').test(text)).map((block) => ({ ...block, ...check })),
);

describe('the YAML in the documents', () => {
  test.each(yaml)('is YAML at $name', ({ text }) => {
    expect(parseDocument(text).errors).toEqual([]);
  });

  test.each(yaml.filter(isConfiguration))('loads as a configuration at $name', ({ text, page }) => {
    const loaded = parseConfig({ text, fileName: page }, probers);
    expect((loaded.ok ? loaded.warnings : loaded.issues).map(formatIssue)).toEqual([]);
  });

  test.runIf(hasPromtool()).each(promtoolChecks)(
    'is accepted by promtool $arguments at $name',
    ({ text, arguments: check }) => {
      using folder = temporaryDirectory();
      const path = join(folder.path, 'example.yml');
      writeFileSync(path, text);
      const { status, stdout, stderr } = spawnSync('promtool', [...check, path], { encoding: 'utf8' });
      expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
    },
  );
});

test.each(named(inLanguage('json')))('the JSON at $name is JSON', ({ text }) => {
  expect(() => {
    JSON.parse(text);
  }).not.toThrow();
});

const shown = inLanguage('console').flatMap(({ text }) => shownIn(text));
const commands: readonly ShellCommand[] = [
  ...inLanguage('sh', 'shell', 'bash').flatMap(({ text }) => commandsOf(text)),
  ...shown.flatMap((each) => each.commands),
];
const isOurs = ({ words }: ShellCommand) => vantageArguments(words) !== undefined;
const shownOfOurs = shown.filter((each: Shown) => each.commands.some(isOurs) && each.output.trim() !== '');

describe('the commands in the documents', () => {
  test('are found', () => {
    expect(commands.filter(isOurs).length).toBeGreaterThan(3);
    expect(shownOfOurs.length).toBeGreaterThan(0);
  });

  test.each(commands)('work: $text', async ({ words }) => {
    expect(await commandProblems(words)).toEqual([]);
  });

  test.each(shownOfOurs)('print what is shown: $input', async ({ input, output }) => {
    const take = pictures.get(input);
    if (take === undefined) throw new Error('test/docs/pictures.ts does not know how to run this command');
    expect(withoutChance(await take()).trimEnd()).toBe(withoutChance(output).trimEnd());
  });
});

const links = pages.flatMap((page) =>
  [...proseOf(page).matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)/gu)].map(([, path = '', anchor]) => ({
    page,
    target: path === '' ? page : join(dirname(page), path),
    anchor,
  })),
);

describe('the links in the documents', () => {
  test('are found', () => {
    expect(links.length).toBeGreaterThan(5);
  });

  test.each(links)('lead to something: from $page to $target', ({ target }) => {
    // A name with a slash at its end exists only as a directory.
    expect(existsSync(target)).toBe(true);
  });

  test.each(links.filter(({ anchor }) => anchor !== undefined))(
    'lead to a heading: from $page to $target#$anchor',
    ({ target, anchor }) => {
      expect(anchorsOf(target)).toContain(anchor);
    },
  );
});
