/**
 * Every example of the help and of the documents, run by the built program in a world where what it asks for is there.
 * What they print is the matter of other tests; here they must come to the end that their readers expect.
 */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyCommand } from '../cli/command-tree.ts';
import { program } from '../cli/vantage-process.ts';
import { canHaveNamespace } from '../helpers/network-namespace.ts';
import { startProgram } from '../helpers/started-program.ts';
import { enterServedWorld, type ServedWorld } from '../world/served-world.ts';
import { fencedBlocks, pages } from './markdown.ts';
import { commandsOf, shownIn } from './shell.ts';

/** The exit codes that an example may have other than 0, and why. */
const otherEnds: ReadonlyMap<string, readonly number[]> = new Map([
  // The README shows a certificate that has expired.
  ['vantage probe https://localhost:8443/health', [1]],
  // What the machine lacks that runs the tests is not known here.
  ['vantage doctor', [0, 1]],
]);

const inDocuments = pages.flatMap(fencedBlocks).flatMap(({ language, text }) => {
  if (['sh', 'shell', 'bash'].includes(language)) return commandsOf(text);
  return language === 'console' ? shownIn(text).flatMap(({ commands }) => commands) : [];
});
const inHelp = (
  await Promise.all(everyCommand.map(async ({ load }) => (await load()).commandLine().examples))
).flatMap((examples) => examples.flatMap(({ command }) => commandsOf(command)));

const examples = new Map(
  [...inHelp, ...inDocuments]
    .filter(({ words: [first] }) => first === 'vantage')
    .map(({ words }) => [words.join(' '), words.slice(1)] as const),
);

/** A user's own files are not at hand. */
const isRunnable = (argv: readonly string[]): boolean =>
  argv
    .map((word) => /^--[-.\w]*file=(?<path>.*)$/u.exec(word)?.groups?.['path'])
    .every((path) => path === undefined || existsSync(path));

const isServing = ([first = 'serve']: readonly string[]): boolean =>
  first === 'serve' || first.startsWith('-');

const runnable = [...examples].map(([text, argv]) => ({ text, argv })).filter(({ argv }) => isRunnable(argv));

describe.runIf(canHaveNamespace())('an example of the documents does what it is for:', () => {
  let served: ServedWorld;

  beforeAll(async () => {
    served = await enterServedWorld();
  });
  afterAll(async () => await served[Symbol.asyncDispose]());

  test('there are some', () => {
    expect(runnable.length).toBeGreaterThan(50);
  });

  test.concurrent.each(runnable.filter(({ argv }) => !isServing(argv)))('$text', async ({ text, argv }) => {
    await using vantage = served.world.start(argv);
    if (argv.includes('--watch')) {
      await once(vantage.stdout, 'data');
      vantage.send('SIGINT');
    }
    const code = await vantage.ended;
    const expected = otherEnds.get(text) ?? [0];
    const said = `${vantage.printed()}${vantage.complained()}`;
    expect({ isExpected: expected.some((each) => each === code), code, said }).toEqual({
      isExpected: true,
      code,
      said,
    });
    expect(vantage.printed()).not.toBe('');
  });

  test.concurrent.each(runnable.filter(({ argv }) => isServing(argv)))('$text', async ({ argv }) => {
    // Beside the vantage points of the world this one needs another network for its port.
    const [command = '', ...rest] = [
      ...served.world.prefix,
      'unshare',
      '--net',
      'sh',
      '-c',
      'ip link set lo up && exec "$@"',
      'sh',
      process.execPath,
      program,
      ...argv,
    ];
    await using vantage = startProgram(command, rest, served.world.env);
    if (!argv.includes('--config.check')) {
      await vantage.saysOnStderr(/msg=Listening/u);
      vantage.send('SIGTERM');
    }
    expect(await vantage.ended).toBe(0);
  });
});
