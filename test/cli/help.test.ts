/** What `--help` prints. After a change on purpose: `npx vitest run test/cli/help.test.ts -u`. */
import { describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { everyCommand } from './command-tree.ts';
import { recordingIo } from './recording-io.ts';

async function printedBy(...argv: readonly string[]): Promise<string> {
  const io = recordingIo({ columns: 80 });
  expect(await run(argv, io)).toBe(0);
  expect(io.complained()).toBe('');
  return io.printed();
}

test('the overview names every command', async () => {
  await expect(await printedBy('--help')).toMatchFileSnapshot('golden/help/overview.txt');
  expect(await printedBy('-h')).toBe(await printedBy('help'));
});

describe.each(everyCommand)('vantage $name', ({ name }) => {
  const words = name.split(' ');

  test('explains itself', async () => {
    const file = `golden/help/${words.join('-')}.txt`;
    await expect(await printedBy(...words, '--help')).toMatchFileSnapshot(file);
    expect(await printedBy('help', ...words)).toBe(await printedBy(...words, '-h'));
  });

  test('has a description and examples of its own', async () => {
    const { load } = everyCommand.find((command) => command.name === name) ?? {};
    const commandLine = (await load?.())?.commandLine();
    expect(commandLine?.description()).not.toBe('');
    expect(commandLine?.examples.length).toBeGreaterThan(0);
  });
});

test.each([
  { argv: ['prob'], line: "vantage: error: unknown command 'prob'; did you mean probe?" },
  { argv: ['dctor', 'x'], line: "vantage: error: unknown command 'dctor'; did you mean doctor?" },
  { argv: ['help', 'chek'], line: "vantage: error: unknown command 'chek'; did you mean check?" },
  {
    argv: ['probe', '--outptu=json'],
    line: "vantage probe: error: unknown option '--outptu=json' (Did you mean --output?), try --help",
  },
])('proposes the nearest for $argv and ends with 2', async ({ argv, line }) => {
  const io = recordingIo();
  expect(await run(argv, io)).toBe(2);
  expect(io.complained()).toBe(`${line}\n`);
});

test('lists the commands where none is near', async () => {
  const io = recordingIo();
  expect(await run(['nonsense\u001b'], io)).toBe(2);
  expect(io.complained()).toMatch(
    /^vantage: error: unknown command 'nonsense\\x1b'; known are probe, http, tcp, /u,
  );
});
