import type { SingleCommand } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands.ts';

/** A command with the words that name it. */
export interface NamedCommand extends SingleCommand {
  /** `probe`, `config check`. */
  readonly name: string;
}

/** Every command of the program, those of groups too, in the order of the list. */
export const everyCommand: readonly NamedCommand[] = Object.entries(commands).flatMap(([name, entry]) =>
  'load' in entry
    ? [{ name, ...entry }]
    : Object.entries(entry.commands).map(([word, single]) => ({ name: `${name} ${word}`, ...single })),
);
