import { type Command, CommanderError, InvalidArgumentError } from 'commander';

/** A command line with which there is nothing to measure: what to print, and how to end. */
export interface NoOptions {
  readonly text: string;
  readonly exitCode: number;
}

/** Lets the command read its arguments; gives what to print instead of measuring, if that is what comes of it. */
export function parseCommand(command: Command, argv: readonly string[]): NoOptions | undefined {
  let help = '';
  command.exitOverride().configureOutput({
    writeOut: (text) => {
      help = text;
    },
    outputError: () => {},
  });
  try {
    command.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? { text: help, exitCode: 0 } : { text: `${error.message}\n`, exitCode: 2 };
  }
  return undefined;
}

/** The value of an option that counts something. */
export function countIn(text: string): number {
  if (!/^[1-9]\d{0,8}$/u.test(text)) throw new InvalidArgumentError('It is a whole number from 1 on.');
  return Number(text);
}

/** The value of an option that is several words, divided by blanks. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}
