/** config.example.yml works as it stands, and so does every part of it that is commented out. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { run } from '../../src/cli/run.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';
import { recordingIo } from '../cli/recording-io.ts';
import { commandsOf } from './shell.ts';
import { commandProblems, npmScripts } from './vantage-command.ts';

const path = 'config.example.yml';
const lines = readFileSync(path, 'utf8').split('\n');
const commented = /^(?<indent> +)# (?<yaml> *(?:- )?[a-z_]+:(?: .*)?)$/u;

/** Each run of lines that hold commented-out keys: its first line and the file with that run in force. */
const parts = lines.flatMap((line, start) => {
  if (!commented.test(line) || commented.test(lines[start - 1] ?? '')) return [];
  const length = lines.slice(start).findIndex((each) => !commented.test(each));
  const inForce = lines
    .slice(start, start + length)
    .map((each) => each.replace(commented, '$<indent>$<yaml>'));
  const text = lines.toSpliced(start, length, ...inForce).join('\n');
  return [{ place: `${path}:${start + 1}`, text, inForce }];
});

describe('what is commented out', () => {
  test('is found', () => {
    expect(parts.map(({ inForce }) => inForce[0]?.trim())).toEqual([
      'basic_auth:',
      'authorization:',
      expect.any(String),
    ]);
  });

  test.each(parts)('loads without a warning when it is put in force: $place', ({ text }) => {
    const loaded = parseConfig({ text, fileName: path }, probers);
    expect((loaded.ok ? loaded.warnings : loaded.issues).map(formatIssue)).toEqual([]);
  });
});

const shown = lines.flatMap((line) => commandsOf(/^#\s{3}(\S.*)$/u.exec(line)?.[1] ?? ''));

test('the commands in its comments are found', () => {
  expect(shown.map(({ words }) => words[0])).toEqual(['vantage', 'curl', 'vantage']);
});

test.each(shown)('the command in its comments works: $text', async ({ words }) => {
  expect(await commandProblems(words)).toEqual([]);
});

test('the program finds nothing wrong with it', async () => {
  const io = recordingIo();
  const code = await run([`--config.file=${path}`, '--config.check'], io);
  expect(code).toBe(0);
  expect(io.complained()).toMatch(
    /^time=\S+ level=INFO msg="The configuration is usable" file=config.example.yml\n$/u,
  );
});

test('npm start serves it', async () => {
  const start = npmScripts()['start'] ?? '';
  const problems = await Promise.all(commandsOf(start).map(({ words }) => commandProblems(words)));
  expect(problems.flat()).toEqual([]);
  expect(start).toContain(`--config.file=${path}`);
});
