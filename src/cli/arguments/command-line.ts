import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { nearestName } from '../../../probes/shared/schema/nearest-name.ts';
import { version } from '../../version.ts';
import type { CliIo } from '../terminal/io.ts';
import { printable } from '../terminal/printable.ts';

/** A command line that works, and what it is good for. */
export interface Example {
  /** As one types it: `vantage probe https://shop.example/`. */
  readonly command: string;
  /** A sentence without its full stop. */
  readonly about: string;
}

/** An exit code, and what it says. */
export interface Exit {
  readonly code: string;
  /** A clause: `every target is up`. */
  readonly when: string;
}

/** What a command takes: commander's flags and arguments, and for whoever reads about it examples and exit codes. */
export class CommandLine extends Command {
  readonly #examples: Example[] = [];
  readonly #exits: Exit[] = [];

  constructor(name: string) {
    super(name);
    this.addHelpText('after', () => exitsText(this.#exits) + examplesText(this.#examples));
  }

  get examples(): readonly Example[] {
    return this.#examples;
  }

  example(command: string, about: string): this {
    this.#examples.push({ command, about });
    return this;
  }

  get exits(): readonly Exit[] {
    return this.#exits;
  }

  exit(code: number | string, when: string): this {
    this.#exits.push({ code: String(code), when });
    return this;
  }

  /** A flag that takes one of a few words, once. */
  choice<T extends string>(flags: string, description: string, choice: Choice<T>): this {
    const option = new Option(flags, description).choices(choice.of).argParser(once(oneOf(choice.of)));
    if (choice.usual !== undefined) option.default(choice.usual);
    return this.addOption(option);
  }

  /** The flags that every command has; they stand at the end. */
  commonFlags(): this {
    return this.option('--debug', 'show where an error of this program itself comes from')
      .version(`vantage ${version}`, '--version', 'print the version')
      .helpOption('-h, --help', 'print this help')
      .allowExcessArguments(false);
  }
}

export interface Choice<T extends string> {
  readonly of: readonly T[];
  /** What it is when the flag is not given. */
  readonly usual?: T;
}

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
  command
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({
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

/** A parser for a flag that is taken as it is given, once. */
export function asGiven(): (text: string) => string {
  return once((text) => text);
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

function exitsText(exits: readonly Exit[]): string {
  if (exits.length === 0) return '';
  const width = Math.max(...exits.map(({ code }) => code.length));
  return `\nExit codes:\n${exits.map(({ code, when }) => `  ${code.padEnd(width)}  ${when}\n`).join('')}`;
}

function examplesText(examples: readonly Example[]): string {
  if (examples.length === 0) return '';
  const lines = examples.flatMap(({ command, about }) => [`  ${command}`, `      ${about}`]);
  return `\nExamples:\n${lines.join('\n')}`;
}

function describe(error: CommanderError, command: Command): string {
  if (error.code === 'commander.excessArguments') {
    return `unexpected argument '${printable(command.args[command.registeredArguments.length] ?? '')}'`;
  }
  const text = error.message
    .replace(/^error: /u, '')
    .replace(/\.$/u, '')
    .replace(
      /^command-argument value '(.*)' is invalid for argument '(.*?)'/su,
      "argument '$2' is invalid: '$1'",
    );
  const near = error.code === 'commander.unknownOption' ? nearestOption(text, command) : undefined;
  return printable(`${text.replaceAll('\n', ' ')}${near === undefined ? '' : ` (Did you mean ${near}?)`}`);
}

/** The flag that was probably meant by the one that the message quotes, whatever value came with it. */
function nearestOption(message: string, command: Command): string | undefined {
  const [, written = ''] = /^unknown option '([^'=]*)/u.exec(message) ?? [];
  const known = command.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? []);
  return written.startsWith('--') ? nearestName(written, [...known, '--help']) : undefined;
}
