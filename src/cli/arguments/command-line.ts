import { type Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { CliIo } from '../terminal/io.ts';
import { printable } from '../terminal/printable.ts';

/**
 * Parses `argv` (without the program) into `command`; its values are then `command.opts()` and `command.args`.
 *
 * Gives the exit code when there is nothing left to do: 0 after `--help` and `--version`, which print to
 * stdout, and `usageExitCode` after a mistake, which is one line on stderr. Otherwise `undefined`.
 */
export function parseCommandLine(
  command: Command,
  argv: readonly string[],
  { io, usageExitCode }: { readonly io: CliIo; readonly usageExitCode: number },
): number | undefined {
  command.exitOverride().configureOutput({
    writeOut: (text) => io.stdout.write(text),
    outputError: () => {},
    getOutHelpWidth: () => io.stdout.columns ?? 100,
  });
  try {
    command.parse(argv, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    io.stderr.write(`${command.name()}: error: ${describe(error, command)}, try --help\n`);
    return usageExitCode;
  }
}

/**
 * A parser for a flag that may be given only once, as the flags of Go programs are: the second is a mistake,
 * where the last would win silently.
 */
export function once<T>(parse: (text: string) => T): (text: string) => T {
  let given = false;
  return (text) => {
    if (given) throw new InvalidArgumentError('The flag was given twice');
    given = true;
    return parse(text);
  };
}

/**
 * Lets a flag without a value be given as `--no-NAME` too, and lets one of the two be given once: for the two
 * together it would be a matter of their order what they mean.
 */
export function switchOnce(command: Command, name: string): void {
  let given = false;
  command.addOption(new Option(`--no-${name}`).hideHelp());
  for (const spelling of [name, `no-${name}`]) {
    command.on(`option:${spelling}`, () => {
      if (given) command.error(`error: option '--${name}' was given twice`);
      given = true;
    });
  }
}

/** Collects a repeatable flag. Its default, which commander would extend, is left out once one is given. */
export function listOf(): (text: string) => readonly string[] {
  const list: string[] = [];
  return (text) => {
    list.push(text);
    return list;
  };
}

/** A parser for a flag that takes one of a few words. */
export function oneOf<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw new InvalidArgumentError(`It is one of ${words.join(', ')}`);
    return word;
  };
}

function describe(error: CommanderError, command: Command): string {
  if (error.code === 'commander.excessArguments') {
    return `unexpected argument '${printable(command.args[command.registeredArguments.length] ?? '')}'`;
  }
  const text = error.message.replace(/^error: /u, '').replace(/\.$/u, '');
  return printable(text.replaceAll('\n', ' '));
}
