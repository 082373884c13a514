import type { CommandLine } from '../arguments/command-line.ts';
import type { CommandEntry } from '../command.ts';

/** A flag as shells complete it. */
export interface CompletedFlag {
  /** `--output`, `-o`. */
  readonly names: readonly string[];
  readonly about: string;
  /** What stands behind it: nothing, one of some words, a file, or any text. */
  readonly value: 'none' | 'file' | 'text' | readonly string[];
}

/** A command as shells complete it: the words that name it, and its flags. */
export interface CompletedCommand {
  readonly words: readonly string[];
  readonly about: string;
  readonly flags: readonly CompletedFlag[];
}

/** Everything that can be completed, from the program's own list of commands. */
export async function completedCommands(
  commands: Readonly<Record<string, CommandEntry>>,
): Promise<readonly CompletedCommand[]> {
  const singles = Object.entries(commands).flatMap(([name, entry]) =>
    'load' in entry
      ? [{ words: [name], ...entry }]
      : Object.entries(entry.commands).map(([word, single]) => ({ words: [name, word], ...single })),
  );
  return Promise.all(
    singles.map(async ({ words, summary, load }) => {
      const command = await load();
      return { words, about: summary, flags: flagsOf(command.commandLine()) };
    }),
  );
}

function flagsOf(line: CommandLine): readonly CompletedFlag[] {
  return line
    .createHelp()
    .visibleOptions(line)
    .map(({ long, short, description, required, argChoices, flags }) => {
      const names = [long, short].filter((name) => typeof name === 'string');
      const file = /<(?:path|file)>/u.test(flags) ? 'file' : 'text';
      return { names, about: description, value: required ? (argChoices ?? file) : 'none' };
    });
}
