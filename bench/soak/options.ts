import { Command } from 'commander';
import { countIn, type NoOptions, parseCommand, wordsOf } from '../command-line.ts';

/** The command line. */
export interface SoakOptions {
  readonly probes: number;
  readonly atOnce: number;
  /** Of the node that runs Vantage. */
  readonly nodeFlags: readonly string[];
  readonly vantageFlags: readonly string[];
  readonly jsonFile?: string;
}

interface RawOptions extends Omit<SoakOptions, 'jsonFile'> {
  readonly json?: string;
}

/** Reads the command line. */
export function parseSoakOptions(argv: readonly string[]): SoakOptions | NoOptions {
  const command = new Command('npm run bench:soak --')
    .usage('[options]')
    .description(
      'Probes with the build in dist/ for a long time, a third in vain, and shows that it holds no more than before.',
    )
    .option('--probes <n>', 'how many, beside those of the schedule', countIn, 1_000_000)
    .option('--at-once <n>', 'how many at a time', countIn, 50)
    .option('--node-flags <flags>', 'for the node that runs Vantage, divided by blanks', wordsOf, [])
    .option('--vantage-flags <flags>', 'further flags for Vantage, divided by blanks', wordsOf, [])
    .option('--json <file>', 'write every sample to a file');
  return parseCommand(command, argv) ?? optionsOf(command.opts<RawOptions>());
}

function optionsOf({ json, ...rest }: RawOptions): SoakOptions {
  return { ...rest, ...(json !== undefined && { jsonFile: json }) };
}
