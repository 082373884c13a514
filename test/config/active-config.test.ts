import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { openActiveConfig } from '../../src/config/active-config.ts';
import type { ReloadOutcome } from '../../src/config/reload-outcome.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const one = 'modules: {one: {prober: tcp}}\n';
const two = 'modules: {two: {prober: tcp}}\n';
const broken = 'modules: {two: {probr: tcp}}\n';
const deprecated = 'modules: {web: {prober: http, http: {no_follow_redirects: true}}}\n';

/** A configuration file, open; every outcome is written down as one word. */
async function opened(text: string) {
  const directory = temporaryDirectory();
  const path = join(directory.path, 'config.yml');
  const outcomes: string[] = [];
  writeFileSync(path, text);
  const result = await openActiveConfig({
    paths: [path],
    probers,
    onLoaded: (outcome) => outcomes.push(word(outcome)),
  });
  if (!result.ok) throw new Error('the file does not load');
  const { activeConfig, warnings } = result;
  return {
    activeConfig,
    warnings,
    outcomes,
    write: (changed: string) => writeFileSync(path, changed),
    remove: () => rmSync(path),
    names: () => [...activeConfig.current().modules.keys()],
    [Symbol.dispose]: () => directory[Symbol.dispose](),
  };
}

function word(outcome: ReloadOutcome): string {
  if (!outcome.ok) return 'failed';
  return outcome.changed ? 'loaded' : 'unchanged';
}

test('holds the file that was opened', async () => {
  using file = await opened(one);
  expect(file.names()).toEqual(['one']);
  expect(file.outcomes).toEqual(['loaded']);
});

test('does not open a file with mistakes, and tells them', async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'config.yml');
  writeFileSync(path, broken);
  const outcomes: string[] = [];
  const result = await openActiveConfig({
    paths: [path],
    probers,
    onLoaded: (outcome) => outcomes.push(word(outcome)),
  });
  expect(result.ok ? [] : result.issues.map(({ path, message }) => [path, message])).toEqual([
    ['modules.two.probr', 'unknown key, did you mean "prober"?'],
  ]);
  expect(outcomes).toEqual(['failed']);
});

test('takes a changed file on reload', async () => {
  using file = await opened(one);
  const before = file.activeConfig.current();
  file.write(two);
  expect(await file.activeConfig.reload()).toEqual({ ok: true, changed: true, warnings: [] });
  expect(file.names()).toEqual(['two']);
  expect([...before.modules.keys()]).toEqual(['one']);
});

test('keeps what it has when the file does not load, and tries again each time', async () => {
  using file = await opened(one);
  file.write(broken);
  const first = await file.activeConfig.reload();
  expect(first.ok ? [] : first.issues.map(({ line, column }) => [line, column])).toEqual([[1, 17]]);
  await file.activeConfig.reload();
  expect(file.names()).toEqual(['one']);
  expect(file.outcomes).toEqual(['loaded', 'failed', 'failed']);
});

test('does not parse again what it has refused', async () => {
  using file = await opened(one);
  file.write(broken);
  const first = await file.activeConfig.reload();
  file.write(broken);
  const second = await file.activeConfig.reload();
  expect(second).toBe(first);
  file.write(two);
  expect(await file.activeConfig.reload()).toMatchObject({ ok: true, changed: true });
});

test('has a changed file looked at first, and not the first file', async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'config.yml');
  writeFileSync(path, one);
  const looked: string[] = [];
  const refusal = { file: path, path: '', message: 'no' };
  const result = await openActiveConfig({
    paths: [path],
    probers,
    checkChanged: ({ bytes }) => {
      const text = Buffer.from(bytes).toString();
      looked.push(text);
      return Promise.resolve(text === two ? [refusal] : []);
    },
  });
  if (!result.ok) throw new Error('the file does not load');
  const { activeConfig } = result;
  expect(await activeConfig.reload()).toMatchObject({ ok: true, changed: false });
  writeFileSync(path, two);
  expect(await activeConfig.reload()).toMatchObject({ ok: false, issues: [refusal] });
  writeFileSync(path, deprecated);
  expect(await activeConfig.reload()).toMatchObject({ ok: true, changed: true });
  expect(looked).toEqual([two, deprecated]);
});

test('keeps what it has when the file is gone', async () => {
  using file = await opened(one);
  file.remove();
  expect(word(await file.activeConfig.reload())).toBe('failed');
  expect(file.names()).toEqual(['one']);
});

test('parses nothing when the content is what it has, and counts that as loaded', async () => {
  using file = await opened(deprecated);
  const before = file.activeConfig.current();
  file.write(deprecated);
  const outcome = await file.activeConfig.reload();
  expect(file.activeConfig.current()).toBe(before);
  expect(outcome).toMatchObject({ ok: true, changed: false, warnings: file.warnings });
  expect(file.warnings.map(({ path }) => path)).toEqual(['modules.web.http.no_follow_redirects']);
});

test('counts the content that it has as loaded right after a failure, too', async () => {
  using file = await opened(one);
  file.write(broken);
  await file.activeConfig.reload();
  file.write(one);
  await file.activeConfig.reload();
  expect(file.outcomes).toEqual(['loaded', 'failed', 'unchanged']);
});

test('reloads one after the other, so that the last one sees the file last', async () => {
  using file = await opened(one);
  file.write(two);
  const outcomes = await Promise.all([1, 2, 3].map(() => file.activeConfig.reload()));
  expect(outcomes.map(word)).toEqual(['loaded', 'unchanged', 'unchanged']);
  expect(file.outcomes).toEqual(['loaded', 'loaded', 'unchanged', 'unchanged']);
});
