/** A configuration of several files, at the start and at reloads. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { openActiveConfig } from '../../src/config/active-config.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { ReloadOutcome } from '../../src/config/reload-outcome.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

/** The contents of files by their names; undefined is none. */
type Files = Readonly<Record<string, string | undefined>>;

/** A folder with files, whose paths are shown without the folder. */
function folderWith(files: Files) {
  const directory = temporaryDirectory();
  const write = (changed: Files): void => {
    for (const [name, text] of Object.entries(changed)) {
      const path = join(directory.path, name);
      mkdirSync(dirname(path), { recursive: true });
      if (text === undefined) rmSync(path, { recursive: true });
      else writeFileSync(path, text);
    }
  };
  write(files);
  return {
    write,
    pathOf: (name: string) => join(directory.path, name),
    shown: (text: string) => text.replaceAll(`${directory.path}/`, '').replaceAll(directory.path, '.'),
    [Symbol.dispose]: () => directory[Symbol.dispose](),
  };
}

const job = (name: string, module: string, more = '') =>
  `schedules: [{ job_name: ${name}, module: ${module}, ${more} static_configs: [{ targets: [t] }] }]\n`;
const modules = (...names: readonly string[]) =>
  `modules: { ${names.map((name) => `${name}: { prober: tcp }`).join(', ')} }\n`;

describe('at the start', () => {
  async function mistakesOf(files: Files, paths: readonly string[] = ['.']): Promise<readonly string[]> {
    using folder = folderWith(files);
    const result = await loadConfig(paths.map(folder.pathOf), probers);
    return result.ok ? [] : result.issues.map((issue) => folder.shown(formatIssue(issue)));
  }

  test('all files make up one configuration, those of a folder by name', async () => {
    using folder = folderWith({
      'b.yaml': `${modules('three')}${job('jb', 'one')}`,
      'a.yml': `${modules('two')}vantage: { name: here }\n${job('ja', 'three')}`,
      'first.yml': `${modules('one')}${job('jf', 'two')}`,
      'notes.txt': 'no: yaml: at: all',
      '.hidden.yml': 'nope: 1',
      'more.yml/inner.yml': 'nope: 1',
    });
    const loaded = await loadConfig([folder.pathOf('first.yml'), folder.pathOf('.')], probers);
    if (!loaded.ok) throw new Error(loaded.issues.map(formatIssue).join('\n'));
    const { config } = loaded;
    expect([...config.modules.keys()]).toEqual(['one', 'two', 'three']);
    expect(config.vantage.name).toBe('here');
    expect(config.schedules.map(({ jobName, module }) => [jobName, module.name])).toEqual([
      ['jf', 'two'],
      ['ja', 'three'],
      ['jb', 'one'],
    ]);
    expect(config.schedules[0]?.module).toBe(config.modules.get('two'));
  });

  test('paths of target files begin at the folder of the file that has them', async () => {
    using folder = folderWith({
      'a/a.yml': `${modules('m')}schedules: [{ job_name: a, module: m, file_sd_configs: [{ files: [t.yml] }] }]\n`,
      'b/b.yml': 'schedules: [{ job_name: b, module: m, file_sd_configs: [{ files: [t.yml] }] }]\n',
    });
    const loaded = await loadConfig([folder.pathOf('a'), folder.pathOf('b/b.yml')], probers);
    const schedules = loaded.ok ? loaded.config.schedules : [];
    expect(schedules.flatMap(({ fileSdConfigs }) => fileSdConfigs.flatMap(({ files }) => files))).toEqual([
      folder.pathOf('a/t.yml'),
      folder.pathOf('b/t.yml'),
    ]);
  });

  test('every mistake of every file is told, in the order of the files', async () => {
    expect(
      await mistakesOf({
        'a.yml': 'modules: { m: { prober: tcp, tpc: {} } }\n',
        'b.yml': job('j', 'm', 'intervall: 5s,'),
        'c.yml': 'modules: [\n',
      }),
    ).toEqual([
      'a.yml:1:30: modules.m.tpc: unknown key, did you mean "tcp"?',
      'b.yml:1:39: schedules[0].intervall: unknown key, did you mean "interval"?',
      'c.yml:2:1: invalid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ]);
  });

  test.each([
    {
      name: 'a module of two files is a mistake of the later one',
      files: { 'a.yml': modules('x', 'm'), 'b.yml': modules('y', 'm') },
      says: [
        'b.yml:1:32: modules.m: duplicate module "m", first given in a.yml:1; rename or remove one of them',
      ],
    },
    {
      name: 'so is a job',
      files: { 'a.yml': `${modules('m')}${job('j', 'm')}`, 'b.yml': job('j', 'm') },
      says: [
        'b.yml:1:25: schedules[0].job_name: duplicate job_name "j", first given in a.yml:2; give each schedule its own',
      ],
    },
    {
      name: 'so is a second vantage block, even when both say the same',
      files: { 'a.yml': 'vantage: { name: a }\n', 'b.yml': 'vantage: { name: a }\n' },
      says: ['b.yml:1:1: vantage: duplicate block, first given in a.yml:1; keep one of them'],
    },
    {
      name: 'a module that no file has is a mistake of the schedule',
      files: { 'a.yml': modules('m'), 'b.yml': job('j', 'n') },
      says: ['b.yml:1:36: schedules[0].module: unknown module "n", did you mean "m"?'],
    },
    {
      name: 'a module that a broken file may have is none',
      files: { 'a.yml': 'modules: [\n', 'b.yml': job('j', 'n') },
      says: [
        'a.yml:2:1: invalid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    },
    {
      name: 'a time-out of a module in another file is one for the interval',
      files: {
        'a.yml': 'modules: { m: { prober: tcp, timeout: 20s } }\n',
        'b.yml': job('j', 'm', 'interval: 5s,'),
      },
      says: [
        'b.yml:1:49: schedules[0].interval: 5s is shorter than the timeout of 20s that the module "m" has; set a timeout here or lengthen the interval',
      ],
    },
    {
      name: 'a folder without files is a mistake',
      files: { 'notes.txt': '' },
      says: ['.: the folder has no configuration file: none that ends in .yml or .yaml'],
    },
  ])('$name', async ({ files, says }) => {
    expect(await mistakesOf(files)).toEqual(says);
  });

  test('a file that is not there is told beside the mistakes of the others', async () => {
    const files = { 'a.yml': 'modules: 5\n' };
    expect(await mistakesOf(files, ['a.yml', 'nowhere.yml'])).toEqual([
      'a.yml:1:10: modules: must be a mapping of names to values, not a single value',
      'nowhere.yml: cannot read the configuration file: it does not exist',
    ]);
  });

  test('a file that is named twice counts once', async () => {
    expect(await mistakesOf({ 'a.yml': modules('m') }, ['a.yml', './a.yml', '.'])).toEqual([]);
  });
});

/** Files in force; what reloads come to is told in words. */
async function opened(files: Files, paths: readonly string[] = ['.']) {
  const folder = folderWith(files);
  const result = await openActiveConfig({ paths: paths.map(folder.pathOf), probers });
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join('\n'));
  const { activeConfig } = result;
  return {
    activeConfig,
    pathOf: folder.pathOf,
    /** Changes files and reloads. */
    async reload(changed: Files = {}): Promise<readonly string[]> {
      folder.write(changed);
      return linesOf(await activeConfig.reload()).map(folder.shown);
    },
    modules: () => [...activeConfig.current().modules.keys()],
    jobs: () => activeConfig.current().schedules.map(({ jobName }) => jobName),
    files: () =>
      Object.fromEntries([...activeConfig.files()].map(([name, isGood]) => [folder.shown(name), isGood])),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

function linesOf(outcome: ReloadOutcome): readonly string[] {
  const lines = outcome.ok ? [] : outcome.issues.map(formatIssue);
  return [outcome.changed ? 'changed' : 'unchanged', ...lines];
}

const broken = 'modules: 5\n';
const brokenSays = 'modules: must be a mapping of names to values, not a single value';

describe('on reload', () => {
  test('nothing happens when nothing changed', async () => {
    using config = await opened({ 'a.yml': modules('m'), 'b.yml': job('j', 'm') });
    const before = config.activeConfig.current();
    expect(await config.reload()).toEqual(['unchanged']);
    expect(config.activeConfig.current()).toBe(before);
    expect(config.files()).toEqual({ 'a.yml': true, 'b.yml': true });
  });

  test('a bad file keeps its last good version, and the others are taken over', async () => {
    using config = await opened({ 'a.yml': modules('a'), 'b.yml': modules('b') });
    expect(await config.reload({ 'a.yml': broken, 'b.yml': modules('b', 'c') })).toEqual([
      'changed',
      `a.yml:1:10: ${brokenSays}`,
    ]);
    expect(config.modules()).toEqual(['a', 'b', 'c']);
    expect(config.files()).toEqual({ 'a.yml': false, 'b.yml': true });
    expect(await config.reload()).toEqual(['unchanged', `a.yml:1:10: ${brokenSays}`]);
    expect(await config.reload({ 'b.yml': modules('d') })).toEqual(['changed', `a.yml:1:10: ${brokenSays}`]);
    expect(config.modules()).toEqual(['a', 'd']);
    expect(await config.reload({ 'a.yml': modules('e') })).toEqual(['changed']);
    expect(config.modules()).toEqual(['e', 'd']);
    expect(config.files()).toEqual({ 'a.yml': true, 'b.yml': true });
  });

  test('a file that appears in a folder is taken over, and one that vanishes is gone', async () => {
    using config = await opened({ 'a.yml': modules('a') });
    expect(await config.reload({ 'b.yml': `${modules('b')}${job('j', 'a')}` })).toEqual(['changed']);
    expect([config.modules(), config.jobs()]).toEqual([['a', 'b'], ['j']]);
    expect(config.files()).toEqual({ 'a.yml': true, 'b.yml': true });
    expect(await config.reload({ 'b.yml': undefined })).toEqual(['changed']);
    expect([config.modules(), config.jobs()]).toEqual([['a'], []]);
    expect(config.files()).toEqual({ 'a.yml': true });
  });

  test('a file that appears with a mistake is left out', async () => {
    using config = await opened({ 'a.yml': modules('a') });
    expect(await config.reload({ 'b.yml': broken })).toEqual(['unchanged', `b.yml:1:10: ${brokenSays}`]);
    expect(config.modules()).toEqual(['a']);
    expect(config.files()).toEqual({ 'a.yml': true, 'b.yml': false });
    expect(await config.reload({ 'b.yml': undefined })).toEqual(['unchanged']);
    expect(config.files()).toEqual({ 'a.yml': true });
  });

  test('a file that was named and is gone keeps its last good version', async () => {
    using config = await opened({ 'a.yml': modules('a'), 'b.yml': modules('b') }, ['a.yml', 'b.yml']);
    expect(await config.reload({ 'a.yml': undefined })).toEqual([
      'unchanged',
      'a.yml: cannot read the configuration file: it does not exist',
    ]);
    expect(config.modules()).toEqual(['a', 'b']);
    expect(config.files()).toEqual({ 'a.yml': false, 'b.yml': true });
  });

  test.each([
    {
      name: 'gone',
      changed: { conf: undefined },
      says: 'conf: cannot read the configuration file: it does not exist',
    },
    {
      name: 'empty',
      changed: { 'conf/a.yml': undefined, 'conf/b.yml': undefined },
      says: 'conf: the folder has no configuration file: none that ends in .yml or .yaml',
    },
  ])('a folder that is $name keeps the last good version of all its files', async ({ changed, says }) => {
    const files = { 'conf/a.yml': modules('a'), 'conf/b.yml': job('j', 'z'), 'z.yml': modules('z') };
    using config = await opened(files, ['conf', 'z.yml']);
    expect(await config.reload({ ...changed, 'z.yml': modules('z', 'y') })).toEqual(['changed', says]);
    expect([config.modules(), config.jobs()]).toEqual([['a', 'z', 'y'], ['j']]);
    expect(config.files()).toEqual({ conf: false, 'conf/a.yml': true, 'conf/b.yml': true, 'z.yml': true });
    expect(await config.reload(files)).toEqual(['changed']);
    expect(config.files()).toEqual({ 'conf/a.yml': true, 'conf/b.yml': true, 'z.yml': true });
  });

  test('a name that moves from one file to another is none given twice', async () => {
    using config = await opened({ 'a.yml': modules('a', 'm'), 'b.yml': modules('b') });
    expect(await config.reload({ 'a.yml': modules('a'), 'b.yml': modules('b', 'm') })).toEqual(['changed']);
    expect(config.modules()).toEqual(['a', 'b', 'm']);
  });

  test('a name belongs to the file in force that has it, whichever comes first', async () => {
    using config = await opened({ 'a.yml': modules('a'), 'b.yml': `${modules('m')}${job('j', 'm')}` });
    expect(await config.reload({ 'a.yml': `${modules('a', 'm')}${job('j', 'm')}` })).toEqual([
      'unchanged',
      'a.yml:1:32: modules.m: duplicate module "m", first given in b.yml:1; rename or remove one of them',
      'a.yml:2:25: schedules[0].job_name: duplicate job_name "j", first given in b.yml:2; give each schedule its own',
    ]);
    expect(config.files()).toEqual({ 'a.yml': false, 'b.yml': true });
  });

  test('a name that a refused file keeps is not free for another', async () => {
    using config = await opened({ 'a.yml': modules('a', 'm'), 'b.yml': modules('b') });
    expect(await config.reload({ 'a.yml': broken, 'b.yml': modules('b', 'm') })).toEqual([
      'unchanged',
      `a.yml:1:10: ${brokenSays}`,
      'b.yml:1:32: modules.m: duplicate module "m", first given in a.yml:1; rename or remove one of them',
    ]);
    expect(config.modules()).toEqual(['a', 'm', 'b']);
  });

  test('a schedule keeps the module that another file has given up, and its file is the bad one', async () => {
    using config = await opened({ 'a.yml': modules('a', 'm'), 'b.yml': job('j', 'm') });
    const module = config.activeConfig.current().modules.get('m');
    const says = 'b.yml:1:36: schedules[0].module: unknown module "m", did you mean "a"?';
    expect(await config.reload({ 'a.yml': modules('a') })).toEqual(['changed', says]);
    expect([config.modules(), config.jobs()]).toEqual([['a'], ['j']]);
    expect(config.activeConfig.current().schedules[0]?.module).toBe(module);
    expect(config.files()).toEqual({ 'a.yml': true, 'b.yml': false });
    expect(await config.reload()).toEqual(['unchanged', says]);
    expect(await config.reload({ 'a.yml': modules('m') })).toEqual(['changed']);
    expect(config.activeConfig.current().schedules[0]?.module).toBe(
      config.activeConfig.current().modules.get('m'),
    );
  });

  test('a schedule has no use for a module of a file that is refused', async () => {
    using config = await opened({ 'a.yml': modules('m'), 'b.yml': job('j', 'm') });
    const changed = { 'a.yml': 'modules: { n: { prober: tcp, tpc: {} } }\n', 'b.yml': job('k', 'n') };
    expect(await config.reload(changed)).toEqual([
      'unchanged',
      'a.yml:1:30: modules.n.tpc: unknown key, did you mean "tcp"?',
      'b.yml:1:36: schedules[0].module: unknown module "n", did you mean "m"?',
    ]);
    expect([config.modules(), config.jobs()]).toEqual([['m'], ['j']]);
  });

  test('a schedule of a refused file gets the new version of its module', async () => {
    using config = await opened({ 'a.yml': modules('m'), 'b.yml': job('j', 'm') });
    const changed = { 'a.yml': 'modules: { m: { prober: icmp } }\n', 'b.yml': broken };
    expect(await config.reload(changed)).toEqual(['changed', `b.yml:1:10: ${brokenSays}`]);
    expect(config.activeConfig.current().schedules[0]?.module.prober.name).toBe('icmp');
  });

  test('a schedule stays the same object as long as its file and its module do', async () => {
    using config = await opened({ 'a.yml': modules('a', 'm'), 'b.yml': job('j', 'm') });
    const [before] = config.activeConfig.current().schedules;
    expect(await config.reload({ 'a.yml': modules('b', 'm') })).toEqual(['changed']);
    expect(config.activeConfig.current().schedules[0]).toBe(before);
    const changed = 'modules: { m: { prober: tcp, timeout: 5s } }\n';
    expect(await config.reload({ 'a.yml': changed })).toEqual(['changed']);
    expect(config.activeConfig.current().schedules[0]).toMatchObject({ jobName: 'j', timeoutMs: 5000 });
  });

  test('the vantage point may move', async () => {
    using config = await opened({ 'a.yml': 'vantage: { name: a }\n', 'b.yml': modules('b') });
    expect(await config.reload({ 'a.yml': modules('a'), 'b.yml': 'vantage: { name: b }\n' })).toEqual([
      'changed',
    ]);
    expect(config.activeConfig.current().vantage.name).toBe('b');
  });
});

describe('a module that is written as before', () => {
  const text = `modules:
  same: { prober: http, http: { bearer_token: one, fail_if_body_matches_regexp: [x] } }
  other: { prober: tcp }
`;
  const moduleOf = (config: Awaited<ReturnType<typeof opened>>, name = 'same') =>
    config.activeConfig.current().modules.get(name);

  test.each([
    { name: 'another module changes', changed: text.replace('tcp', 'icmp') },
    {
      name: 'lines move and comments come',
      changed: `# new\n\nmodules:\n  first: { prober: tcp }${text.slice(8)}`,
    },
    {
      name: 'it is laid out in another way',
      changed: `modules:
  same:
    prober: http # as ever
    http:
      bearer_token: one
      fail_if_body_matches_regexp:
        - x
`,
    },
  ])('stays the same object when $name', async ({ changed }) => {
    using config = await opened({ 'a.yml': text });
    const before = moduleOf(config);
    expect(await config.reload({ 'a.yml': changed })).toEqual(['changed']);
    expect(moduleOf(config)).toBe(before);
    expect(before).toBeDefined();
  });

  test.each([
    { name: 'a secret', from: 'one', to: 'two' },
    { name: 'the quotes of a value', from: 'one', to: "'one'" },
    { name: 'an expression', from: '[x]', to: '[x, y]' },
    { name: 'the prober', from: 'prober: http', to: 'prober: tcp' },
    { name: 'the time-out', from: 'prober: http', to: 'timeout: 5s, prober: http' },
  ])('is another object when $name changes', async ({ from, to }) => {
    using config = await opened({ 'a.yml': text });
    const before = moduleOf(config);
    expect(await config.reload({ 'a.yml': text.replace(from, to) })).toEqual(['changed']);
    expect(moduleOf(config)).not.toBe(before);
    expect(moduleOf(config)).toBeDefined();
  });

  test('stays the same object in another file, and for its schedules', async () => {
    using config = await opened({ 'a.yml': `${text}${job('j', 'same')}`, 'b.yml': modules('b') });
    const before = moduleOf(config);
    expect(await config.reload({ 'a.yml': job('k', 'same'), 'b.yml': text })).toEqual(['changed']);
    expect(moduleOf(config)).toBe(before);
    expect(config.activeConfig.current().schedules[0]?.module).toBe(before);
  });

  test('is mended without becoming another object', async () => {
    using config = await opened({ 'a.yml': text });
    const before = moduleOf(config);
    const bad = text.replace('other: {', 'other: { tpc: 1,');
    expect(await config.reload({ 'a.yml': bad })).toEqual([
      'unchanged',
      'a.yml:3:12: modules.other.tpc: unknown key, did you mean "tcp"?',
    ]);
    expect(await config.reload({ 'a.yml': `${text}  more: { prober: tcp }\n` })).toEqual(['changed']);
    expect(moduleOf(config)).toBe(before);
  });
});
