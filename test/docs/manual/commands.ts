import type { Option } from 'commander';
import type { CommandLine } from '../../../src/cli/arguments/command-line.ts';
import { everyCommand } from '../../cli/command-tree.ts';

/** A command as the manual tells of it. */
export interface ManualCommand {
  /** `vantage config check`. */
  readonly name: string;
  readonly summary: string;
  readonly line: CommandLine;
}

/** All commands, in the order of the program's own list. */
export async function manualCommands(): Promise<readonly ManualCommand[]> {
  return Promise.all(
    everyCommand.map(async ({ name, summary, load }) => ({
      name: `vantage ${name}`,
      summary,
      line: (await load()).commandLine(),
    })),
  );
}

/** The flags that the help shows, `--help` included. */
export function flagsOf(line: CommandLine): readonly Option[] {
  return line.createHelp().visibleOptions(line);
}

/** The default as the help words it; nothing when there is none. */
export function defaultOf({ defaultValue, defaultValueDescription }: Option): string {
  const value: unknown = defaultValue;
  if (value === undefined || value === false) return '';
  return (defaultValueDescription ?? (typeof value === 'string' ? value : JSON.stringify(value))).replaceAll(
    '"',
    '',
  );
}

/** The description, with the words that a flag may have. */
export function meaningOf({ description, argChoices }: Option): string {
  return argChoices === undefined ? description : `${description}: ${argChoices.join(', ')}`;
}
