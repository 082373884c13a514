import { Command, Option } from 'commander';
import { countIn, type NoOptions, parseCommand } from '../command-line.ts';

/** The command line. */
export interface ThreadsOptions {
  /** Numbers of probe threads to compare; 0 probes on the main thread. */
  readonly threads: readonly number[];
  readonly rounds: number;
}

/** Reads the command line. */
export function parseThreadsOptions(argv: readonly string[]): ThreadsOptions | NoOptions {
  const command = new Command('npm run bench:threads --')
    .usage('[options]')
    .description(
      'Measures what probe threads are good for while large pages of metrics are scraped without a pause.',
    )
    .addOption(
      new Option('--threads <numbers>', 'numbers of probe threads to compare, divided by commas')
        .argParser(numbersIn)
        .default([0, 1, 2]),
    )
    .option('--rounds <n>', 'how often each is measured', countIn, 3);
  return parseCommand(command, argv) ?? command.opts<ThreadsOptions>();
}

function numbersIn(text: string): readonly number[] {
  return text.split(',').map((number) => (number === '0' ? 0 : countIn(number)));
}
