import { nearestName } from '../../probes/shared/schema/nearest-name.ts';
import type { CliCommand, CommandEntry } from './command.ts';
import { commands } from './commands.ts';
import { exitCodes } from './report/standing.ts';
import { bugText } from './terminal/bug.ts';
import type { CliIo } from './terminal/io.ts';
import { printable } from './terminal/printable.ts';

const wrongUsage = 2;

/**
 * Runs one command line, `argv` being what follows the program's name; resolves to the exit code.
 *
 * The first word names the command. A line of flags alone serves, so that the command line of a blackbox_exporter works
 * unchanged.
 */
export async function run(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    const found = await find(argv, io);
    return typeof found === 'number' ? found : await found.command.run(found.rest, io);
  } catch (error) {
    return reportBug(error, argv, io);
  }
}

/** Says that an exception nobody expected is a bug of ours; gives the exit code. */
export function reportBug(error: unknown, argv: readonly string[], io: Pick<CliIo, 'stderr'>): number {
  io.stderr.write(bugText(error, 'vantage', argv));
  const [word = ''] = argv;
  // Of all commands `serve` alone has an exit code for its failures, that of blackbox_exporter.
  const isServing = word === 'serve' || (word.startsWith('-') && !isHelp(word)) || argv.length === 0;
  return isServing ? 1 : exitCodes.unknown;
}

interface Found {
  readonly command: CliCommand;
  readonly rest: readonly string[];
}

/** The command that the words name; the exit code when there is nothing left to do, or nothing of that name. */
async function find(argv: readonly string[], io: CliIo): Promise<Found | number> {
  const [word = '', ...rest] = argv;
  if (isHelp(word)) return help(word === 'help' ? rest : [], io);
  const name = word === '' || word.startsWith('-') ? 'serve' : word;
  const entry = entryOf(commands, name);
  if (entry === undefined) return unknown('vantage', { word: name, names: Object.keys(commands), io });
  if ('load' in entry) return { command: await entry.load(), rest: name === word ? rest : argv };
  const [second = '', ...others] = rest;
  const single = entryOf(entry.commands, second);
  if (single !== undefined) return { command: await single.load(), rest: others };
  if (second === '' || isHelp(second)) {
    const { groupOverview } = await import('./overview.ts');
    const output = second === '' ? io.stderr : io.stdout;
    output.write(groupOverview(name, entry.commands));
    return second === '' ? wrongUsage : 0;
  }
  return unknown(`vantage ${name}`, { word: second, names: Object.keys(entry.commands), io });
}

/** `vantage help probe` is `vantage probe --help`. */
async function help(words: readonly string[], io: CliIo): Promise<Found | number> {
  if (words.length > 0) return find([...words, '--help'], io);
  const { overview } = await import('./overview.ts');
  io.stdout.write(`${overview(commands)}\n`);
  // Who comes from a blackbox_exporter looks for its flags here.
  return find(['serve', '--help'], io);
}

function isHelp(word: string): boolean {
  return word === 'help' || word === '--help' || word === '-h';
}

function entryOf<Entry extends CommandEntry>(
  entries: Readonly<Record<string, Entry>>,
  name: string,
): Entry | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

function unknown(
  program: string,
  { word, names, io }: { readonly word: string; readonly names: readonly string[]; readonly io: CliIo },
): number {
  const near = nearestName(word, names);
  const hint = near === undefined ? `known are ${names.join(', ')}` : `did you mean ${near}?`;
  io.stderr.write(`${program}: error: unknown command '${printable(word)}'; ${hint}\n`);
  return wrongUsage;
}
