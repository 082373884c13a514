import { InvalidArgumentError, Option } from 'commander';
import { CommandLine, listOf, once } from '../arguments/command-line.ts';

/** What the command lines of all that is generated have in common, as commander gives it. */
export interface CommonFlags {
  /** Files, or folders of files; at least one. */
  readonly 'config.file': readonly string[];
  /** The job by which Prometheus scrapes the instances. */
  readonly scrapeJob: string;
}

/** The labels of vantage points beside those of the configuration, as commander gives them. */
export interface PointFlags {
  readonly pointLabel?: readonly string[];
}

/** A command line of `vantage generate`, with the flags that all of them have. */
export function generatingLine(what: string, description: string): CommandLine {
  const line = new CommandLine(`vantage generate ${what}`);
  line
    .description(
      `${description} Made for the configuration. Exit code: 0 done, 2 wrong usage or configuration.`,
    )
    .addOption(
      new Option('--config.file <path>', 'file or folder of files; repeatable')
        .argParser(listOf())
        .default(['blackbox.yml'], '"blackbox.yml"'),
    )
    .option(
      '--scrape-job <name>',
      'the job by which Prometheus scrapes the instances',
      once(named),
      'vantage',
    );
  return line;
}

/** The flag for labels that the configuration does not tell, because another instance has them. */
export function pointLabelFlag(): Option {
  const list = listOf();
  return new Option(
    '--point-label <name>',
    'a further label of vantage points, such as zone; repeatable',
  ).argParser((text: string) => list(labelName(text)));
}

function named(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is the name of a job');
  return text;
}

function labelName(text: string): string {
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/u.test(text)) throw new InvalidArgumentError('It is the name of a label');
  return text;
}
