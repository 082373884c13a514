import type { CommandLine } from './arguments/command-line.ts';
import type { CliIo } from './terminal/io.ts';

/** A command of the program. The help, the manual and the completion of shells are made from its command line. */
export interface CliCommand {
  /** What it takes; a new one at every call, because it keeps what it has parsed. */
  commandLine(): CommandLine;
  /** Runs it with the words behind its name; resolves to the exit code. */
  run(argv: readonly string[], io: CliIo): Promise<number>;
}

/** A name in the list of commands: a command, or a group of them. */
export type CommandEntry = SingleCommand | CommandGroup;

export interface SingleCommand {
  /** What it does, in a few words. */
  readonly summary: string;
  /** Loads the command: only the one that runs, because loading takes longer than running. */
  readonly load: () => Promise<CliCommand>;
}

export interface CommandGroup {
  readonly summary: string;
  readonly commands: Readonly<Record<string, SingleCommand>>;
}
