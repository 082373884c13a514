import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileSdConfig } from '../../src/config/schedule.ts';
import { leakedSince, openResources } from '../helpers/open-resources.ts';
import { scheduleWith } from '../helpers/schedule.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { recordedDiscovery } from './recorded-discovery.ts';

const everyMs = 300_000;

/** A folder with a discovery that reads these files of it. */
function folderWith(files: Readonly<Record<string, string>>) {
  const folder = temporaryDirectory();
  const at = (name: string): string => join(folder.path, name);
  const write = (name: string, text: string): void => writeFileSync(at(name), text);
  for (const [name, text] of Object.entries(files)) write(name, text);
  const recorded = recordedDiscovery();
  return {
    ...recorded,
    folder: folder.path,
    at,
    write,
    refreshed: () => recorded.refresh(everyMs),
    follow: (...patterns: readonly string[]) => recorded.follow(scheduleOf(patterns.map(at))),
    [Symbol.dispose]: () => {
      recorded[Symbol.dispose]();
      folder[Symbol.dispose]();
    },
  };
}

function scheduleOf(files: readonly string[], changes: Partial<FileSdConfig> = {}) {
  return scheduleWith({ fileSdConfigs: [{ files, refreshIntervalMs: everyMs, ...changes }] });
}

const yamlOf = (...targets: readonly string[]): string => `- targets: [${targets.join(', ')}]\n`;
const jsonOf = (...targets: readonly string[]): string => JSON.stringify([{ targets }]);

describe('files that are there', () => {
  test.each([
    { name: 'YAML', files: { 'a.yml': yamlOf('a', 'b') }, patterns: ['a.yml'], targets: 'a b' },
    { name: 'the longer ending', files: { 'a.yaml': yamlOf('a') }, patterns: ['a.yaml'], targets: 'a' },
    { name: 'JSON', files: { 'a.json': jsonOf('a', 'b') }, patterns: ['a.json'], targets: 'a b' },
    {
      name: 'JSON with a mark',
      files: { 'a.json': `\ufeff${jsonOf('a')}` },
      patterns: ['*.json'],
      targets: 'a',
    },
    { name: 'capital endings', files: { 'a.JSON': jsonOf('a') }, patterns: ['a.JSON'], targets: 'a' },
    {
      name: 'a pattern, in the order of the names',
      files: { 'b.yml': yamlOf('b'), 'a.json': jsonOf('a'), 'c.txt': 'c', '.d.yml': yamlOf('d') },
      patterns: ['*.yml', '*.json'],
      targets: 'a b',
    },
    {
      name: 'a pattern of single letters',
      files: { 'a1.yml': yamlOf('1'), 'a2.yml': yamlOf('2'), 'a3.yml': yamlOf('3'), 'ab.yml': yamlOf('b') },
      patterns: ['?[12].yml'],
      targets: '1 2',
    },
    {
      name: 'a file that two patterns match, once',
      files: { 'a.yml': yamlOf('a') },
      patterns: ['a.yml', '*.yml'],
      targets: 'a',
    },
    {
      name: 'names with what is special in other patterns',
      files: { '{a,b}.yml': yamlOf('a'), '!(c).yml': yamlOf('c'), 'b.yml': yamlOf('b') },
      patterns: ['{a,b}*.yml', '!(c).yml'],
      targets: 'c a',
    },
    { name: 'an empty list', files: { 'a.yml': '[]' }, patterns: ['a.yml'], targets: '' },
  ])('give their targets: $name', async ({ files, patterns, targets }) => {
    using folder = folderWith(files);
    await folder.follow(...patterns);
    expect(folder.told.at(-1)).toBe(`vendors: ${targets}`);
    expect(folder.failures).toEqual([]);
    expect(folder.lines).toEqual([]);
  });

  test('give their labels, without those of other discoverers', async () => {
    using folder = folderWith({
      'a.yml': `- targets: [a]\n  labels: { team: 5, __meta_x: y, __param_module: m, __interval__: 5s }\n`,
    });
    await folder.follow('a.yml');
    expect(folder.discovery.groups('vendors')).toEqual([
      { targets: ['a'], labels: { team: '5', __param_module: 'm', __interval__: '5s' } },
    ]);
  });

  test('are told behind the static targets, which are there at once', async () => {
    using folder = folderWith({ 'a.yml': yamlOf('a') });
    const staticConfigs = [{ targets: ['s'], labels: {} }];
    await folder.discovery.follow([{ ...scheduleOf([folder.at('a.yml')]), staticConfigs }]);
    expect(folder.told).toEqual(['vendors: s', 'vendors: s a']);
  });
});

describe('at a refresh', () => {
  test('what changed is told, and nothing when nothing did', async () => {
    using folder = folderWith({ 'a.yml': yamlOf('a') });
    await folder.follow('*.yml');
    await folder.refreshed();
    folder.write('a.yml', yamlOf('b'));
    await folder.refreshed();
    expect(folder.told).toEqual(['vendors: ', 'vendors: a', 'vendors: b']);
  });

  test('files that appeared are there, and those that vanished are gone', async () => {
    using folder = folderWith({ 'a.yml': yamlOf('a') });
    await folder.follow('*.yml');
    folder.write('b.yml', yamlOf('b'));
    await folder.refreshed();
    rmSync(folder.at('a.yml'));
    await folder.refreshed();
    rmSync(folder.at('b.yml'));
    await folder.refreshed();
    expect(folder.told.slice(2)).toEqual(['vendors: a b', 'vendors: b', 'vendors: ']);
    expect(folder.lines).toEqual([`warn: Discovery may miss targets: no file matches ${folder.at('*.yml')}`]);
    expect(folder.failures).toEqual([]);
  });

  test('a folder that appeared is found', async () => {
    using folder = folderWith({});
    await folder.follow('targets.d/*.yml');
    mkdirSync(folder.at('targets.d'));
    folder.write('targets.d/a.yml', yamlOf('a'));
    await folder.refreshed();
    expect(folder.told).toEqual(['vendors: ', 'vendors: a']);
    expect(folder.lines).toEqual([
      `warn: Discovery may miss targets: no file matches ${folder.at('targets.d/*.yml')}`,
    ]);
  });

  test('files are followed through the links of a mounted ConfigMap', async () => {
    using folder = folderWith({});
    for (const version of ['1', '2']) {
      mkdirSync(folder.at(`..${version}`));
      folder.write(`..${version}/a.yml`, yamlOf(version));
    }
    symlinkSync('..1', folder.at('..data'));
    symlinkSync('..data/a.yml', folder.at('a.yml'));
    await folder.follow('*.yml');
    symlinkSync('..2', folder.at('..next'));
    renameSync(folder.at('..next'), folder.at('..data'));
    await folder.refreshed();
    expect(folder.told).toEqual(['vendors: ', 'vendors: 1', 'vendors: 2']);
  });
});

describe('a file that makes no sense', () => {
  test.each([
    { name: 'half-written YAML', file: 'a.yml', text: '- targets: [a', says: ':1:14: invalid YAML' },
    { name: 'half-written JSON', file: 'a.json', text: '[{"targets":["a"]', says: ': it is not JSON: ' },
    { name: 'an empty file', file: 'a.yml', text: '', says: ' is empty: write [] if there are no targets' },
    { name: 'nothing but comments', file: 'a.yml', text: '\n # a\n', says: ' is empty: write []' },
    {
      name: 'an empty target',
      file: 'a.yml',
      text: yamlOf('a', '" "'),
      says: ':1:16: [0].targets[1]: the target is empty; remove it',
    },
    {
      name: 'a label that is taken',
      file: 'a.yml',
      text: '- targets: [a]\n  labels: {job: b}\n',
      says: ':2:12: [0].labels.job: this label is set by Vantage itself; choose another name',
    },
    {
      name: 'an unknown key',
      file: 'a.json',
      text: '[{"target":["a"]}]',
      says: ': [0]: Unrecognized key: "target"',
    },
    {
      name: 'a label that is no text',
      file: 'a.json',
      text: '[{"targets":["a"],"labels":{"tier":1}}]',
      says: ': [0].labels.tier: must be a text in quotes',
    },
  ])('keeps its last good list, and is counted and told: $name', async ({ file, text, says }) => {
    using folder = folderWith({ [file]: file.endsWith('yml') ? yamlOf('old') : jsonOf('old') });
    folder.write('other.yml', yamlOf('other'));
    await folder.follow(file, 'other.yml');
    folder.write(file, text);
    folder.write('other.yml', yamlOf('new'));
    await folder.refreshed();
    expect(folder.told.at(-1)).toBe('vendors: old new');
    const [failure, ...others] = folder.failures;
    expect(failure).toMatchObject({ jobName: 'vendors', kind: 'file', source: folder.at(file) });
    expect(failure?.detail).toContain(`${folder.at(file)}${says}`);
    expect(others).toEqual([]);
  });

  test('is told once while it stays as it is, counted each time, and told when it is good again', async () => {
    using folder = folderWith({ 'a.yml': yamlOf('a') });
    await folder.follow('a.yml');
    folder.write('a.yml', '- targets: 5');
    await folder.refreshed();
    await folder.refreshed();
    folder.write('a.yml', '- targets: {}');
    await folder.refreshed();
    folder.write('a.yml', yamlOf('b'));
    await folder.refreshed();
    await folder.refreshed();
    expect(folder.failures).toHaveLength(3);
    const failed = `warn: Discovery failed: the last good list stays: ${folder.at('a.yml')}:1:12: [0].targets: must be a list`;
    expect(folder.lines).toEqual([
      `${failed}, not a single value`,
      `${failed}, not a mapping`,
      'info: Discovery works again',
    ]);
    expect(folder.told).toEqual(['vendors: ', 'vendors: a', 'vendors: b']);
  });

  test('has no targets while it never was good', async () => {
    using folder = folderWith({ 'a.yml': 'no', 'b.yml': yamlOf('b') });
    await folder.follow('*.yml');
    expect(folder.told.at(-1)).toBe('vendors: b');
    expect(folder.failures).toHaveLength(1);
  });

  test('loses its targets when it is removed', async () => {
    using folder = folderWith({ 'a.yml': yamlOf('a') });
    await folder.follow('a.yml');
    folder.write('a.yml', 'no');
    await folder.refreshed();
    rmSync(folder.at('a.yml'));
    await folder.refreshed();
    expect(folder.told.at(-1)).toBe('vendors: ');
  });
});

describe('a file that cannot be read', () => {
  const giant = (bytes: number) => (path: string) => {
    writeFileSync(path, '');
    truncateSync(path, bytes);
  };

  test.each([
    {
      name: 'a folder in its place',
      become: (path: string) => mkdirSync(path),
      says: 'is no regular file',
    },
    {
      name: 'a link to itself',
      become: (path: string) => symlinkSync(path, path),
      says: 'ELOOP',
    },
    { name: 'a giant', become: giant(10 * 1024 * 1024 + 1), says: 'has more than 10485760 bytes: divide it' },
    {
      name: 'a giant for YAML',
      become: giant(1024 * 1024 + 1),
      says: 'has more than 1048576 bytes: write it in JSON, or divide it',
    },
  ])('keeps its last good list: $name', async ({ become, says }) => {
    using folder = folderWith({ 'a.yml': yamlOf('a') });
    await folder.follow('*.yml');
    rmSync(folder.at('a.yml'));
    become(folder.at('a.yml'));
    await folder.refreshed();
    expect(folder.told.at(-1)).toBe('vendors: a');
    expect(folder.failures.map(({ detail }) => detail)).toEqual([expect.stringContaining(says)]);
  });

  test('says so when its name does not tell what it is', async () => {
    using folder = folderWith({ 'a.txt': yamlOf('a') });
    await folder.follow('a.txt');
    expect(folder.failures.map(({ detail }) => detail)).toEqual([
      `the name of ${folder.at('a.txt')} does not say what it is: let it end in .yml, .yaml or .json`,
    ]);
  });

  test('keeps its last good list while its folder cannot be listed', async () => {
    using folder = folderWith({});
    mkdirSync(folder.at('real'));
    folder.write('real/a.yml', yamlOf('a'));
    symlinkSync('real', folder.at('d'));
    await folder.follow('d/*.yml');
    rmSync(folder.at('d'));
    symlinkSync('d', folder.at('d'));
    await folder.refreshed();
    expect(folder.told.at(-1)).toBe('vendors: a');
    expect(folder.failures.map(({ source, detail }) => ({ source, detail }))).toEqual([
      { source: folder.at('d/*.yml'), detail: `cannot list ${folder.at('d')}: ELOOP` },
    ]);
    const unwatched = `changes in ${folder.at('d')} are seen at the next refresh only: ELOOP`;
    expect(folder.lines[0]).toContain(`warn: Discovery may miss targets: ${unwatched}`);
    rmSync(folder.at('d'));
    await folder.refreshed();
    expect(folder.told.at(-1)).toBe('vendors: ');
  });
});

describe('watching', () => {
  /** Changes something, and lets the source see it without a refresh being due. */
  async function seen(folder: ReturnType<typeof folderWith>, change: () => void): Promise<string> {
    const told = folder.nextTold();
    change();
    await folder.timers.end(250);
    return await told;
  }

  test('shows files that are written, appear and vanish, long before the refresh is due', async () => {
    using folder = folderWith({ 'a.yml': yamlOf('a') });
    await folder.follow('*.yml');
    expect(await seen(folder, () => folder.write('a.yml', yamlOf('b')))).toBe('vendors: b');
    expect(await seen(folder, () => folder.write('c.yml', yamlOf('c')))).toBe('vendors: b c');
    expect(await seen(folder, () => rmSync(folder.at('a.yml')))).toBe('vendors: c');
  });

  test('goes on in a folder that was removed and made anew', async () => {
    using folder = folderWith({});
    const fill = (target: string): void => {
      mkdirSync(folder.at('d'));
      folder.write('d/a.yml', yamlOf(target));
    };
    fill('a');
    await folder.follow('d/a.yml');
    rmSync(folder.at('d'), { recursive: true });
    fill('b');
    await folder.refreshed();
    expect(await seen(folder, () => folder.write('d/a.yml', yamlOf('c')))).toBe('vendors: c');
  });
});

describe('a reload', () => {
  test('keeps a source that is the same, with its last good list', async () => {
    using folder = folderWith({ 'a.yml': yamlOf('a') });
    await folder.follow('a.yml');
    folder.write('a.yml', 'no');
    await folder.follow('a.yml');
    expect(folder.discovery.groups('vendors')).toEqual([{ targets: ['a'], labels: {} }]);
    expect(folder.told).toEqual(['vendors: ', 'vendors: a']);
    expect(folder.failures).toEqual([]);
    expect(folder.timers.waiting().filter((delayMs) => delayMs === everyMs)).toHaveLength(1);
  });

  test('lets a source that changed begin with what was known of the same files', async () => {
    using folder = folderWith({ 'a.yml': yamlOf('a'), 'b.yml': yamlOf('b') });
    await folder.follow('*.yml');
    folder.write('a.yml', 'no');
    const changed = scheduleOf([folder.at('a.yml')], { refreshIntervalMs: 5000 });
    const refreshed = folder.discovery.follow([changed]);
    expect(folder.told.at(-1)).toBe('vendors: a');
    await refreshed;
    expect(folder.told.at(-1)).toBe('vendors: a');
    expect(folder.failures).toHaveLength(1);
    expect(folder.timers.waiting().filter((delayMs) => delayMs !== 250)).toEqual([5000]);
  });

  test('tells of static targets that changed, and stops what is gone', async () => {
    using folder = folderWith({ 'a.yml': yamlOf('a') });
    await folder.follow('a.yml');
    const staticConfigs = [{ targets: ['s'], labels: {} }];
    await folder.discovery.follow([scheduleWith({ jobName: 'other', staticConfigs })]);
    expect(folder.told.at(-1)).toBe('other: s');
    expect(folder.discovery.groups('vendors')).toEqual([]);
    expect(folder.timers.waiting().filter((delayMs) => delayMs !== 250)).toEqual([]);
  });
});

test('leaves nothing open when it is disposed of, also in the middle of a refresh', async () => {
  const before = openResources();
  for (const waits of [true, false]) {
    using folder = folderWith({ 'a.yml': yamlOf('a') });
    const refreshed = folder.follow('a.yml');
    if (waits) await refreshed;
    folder.discovery[Symbol.dispose]();
    await refreshed;
    expect(folder.timers.waiting()).toEqual([]);
  }
  expect(await leakedSince(before)).toEqual([]);
});
