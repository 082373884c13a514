/** The scripts for shells, tried in those shells. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { hasProgram } from '../../helpers/installed-program.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { recordingIo } from '../recording-io.ts';

const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());

const scriptFor = (shell: string): string => join(folder.path, `vantage.${shell}`);

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const io = recordingIo();
    await run(['completion', shell], io);
    writeFileSync(scriptFor(shell), io.printed());
  }
  writeFileSync(join(folder.path, 'config.yml'), '');
});

function printedBy(shell: string, argv: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(shell, argv, { encoding: 'utf8', cwd: folder.path });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** The last word is the one to complete. */
const cases = [
  { words: ['pro'], completed: ['probe'] },
  { words: ['generate', 'ru'], completed: ['rules'] },
  { words: ['probe', '--fail'], completed: ['--fail-on'] },
  { words: ['generate', 'rules', '--quo'], completed: ['--quorum'] },
  { words: ['probe', '--output', 'j'], completed: ['json', 'junit'] },
  { words: ['check', '--config.file', 'conf'], completed: ['config.yml'] },
  { words: ['probe', '--timeout', 'x'], completed: [] },
];

describe.runIf(hasProgram('bash'))('bash completes', () => {
  test.each([
    ...cases.filter(({ completed }) => completed.length > 0),
    { words: ['probe', '--output', '=', 'nd'], completed: ['ndjson'] },
  ])('$words to $completed', ({ words, completed }) => {
    const line = words.map((word) => `'${word}'`).join(' ');
    const script = `source '${scriptFor('bash')}'; COMP_WORDS=(vantage ${line}); COMP_CWORD=${words.length}; _vantage; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(printedBy('bash', ['-c', script]).trim().split('\n')).toEqual(completed);
  });
});

describe.runIf(hasProgram('fish'))('fish completes', () => {
  test.each(cases)('$words to $completed', ({ words, completed }) => {
    const script = `source '${scriptFor('fish')}'; complete -C 'vantage ${words.join(' ')}'`;
    const lines = printedBy('fish', ['--no-config', '-c', script]).trim().split('\n');
    expect(lines.map((line) => line.split('\t')[0]).filter((word) => word !== '')).toEqual(completed);
  });
});

describe.runIf(hasProgram('zsh'))('zsh', () => {
  /** What a key press leaves on the line of an interactive shell: zsh completes nowhere else. */
  const onTheLine = (typed: string): string => {
    const script = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1= ; autoload -Uz compinit; compinit -u -d '${folder.path}/dump'; source '${scriptFor('zsh')}'; vantage() { print -r -- \\"ran<\\$*>\\"; }"
zpty -w shell "print rea''dy"
zpty -r -m shell line '*ready*'
zpty -n -w shell '${typed}'$'\t\n'
zpty -r -m shell line '*ran<*>*'
print -r -- "$line"
`;
    const { stdout } = spawnSync('zsh', ['-f', '-c', script], {
      encoding: 'utf8',
      cwd: folder.path,
      timeout: 15_000,
    });
    return /ran<([^>]*)>/u.exec(stdout)?.[1] ?? stdout;
  };

  test.each([
    { typed: 'vantage pro', line: 'probe' },
    { typed: 'vantage generate ru', line: 'generate rules' },
    { typed: 'vantage probe --output nd', line: 'probe --output ndjson' },
    { typed: 'vantage check --config.file conf', line: 'check --config.file config.yml' },
  ])('completes "$typed"', ({ typed, line }) => {
    expect(onTheLine(typed).trim()).toBe(line);
  });
});
