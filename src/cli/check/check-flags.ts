import { InvalidArgumentError, Option } from 'commander';
import { asGiven, CommandLine, listOf, once, parseCommandLine } from '../arguments/command-line.ts';
import { parseGoUint } from '../arguments/go-uint.ts';
import { type OutputFormat, outputFormats } from '../output/formats.ts';
import { type FailOn, failOnNothing, failOnParser } from '../report/fail-on.ts';
import type { CliIo } from '../terminal/io.ts';

/** What the command line of `vantage check` says. */
export interface CheckFlags {
  /** Files, or folders of files; at least one. */
  readonly configFiles: readonly string[];
  /** Patterns of which the name of a job must match one; none, and all jobs are checked. */
  readonly jobs: readonly string[];
  /** Patterns of which a target must match one; none, and all targets are checked. */
  readonly targets: readonly string[];
  readonly maxConcurrent: number;
  readonly output: OutputFormat;
  readonly failOn: FailOn;
  /** The URL of a Pushgateway that gets the results; undefined: none does. */
  readonly pushGateway: string | undefined;
  /** With credentials and TLS settings for it. */
  readonly httpConfigFile: string | undefined;
}

interface RawFlags {
  readonly 'config.file': readonly string[];
  readonly job?: readonly string[];
  readonly target?: readonly string[];
  readonly maxConcurrent: number;
  readonly output: OutputFormat;
  readonly failOn?: FailOn;
  readonly pushGateway?: string;
  readonly 'http.config.file'?: string;
}

/** Reads the command line of `vantage check`, or gives the exit code when it ends the program. */
export function parseCheckFlags(argv: readonly string[], io: CliIo): CheckFlags | number {
  const command = checkCommandLine();
  const exitCode = parseCommandLine(command, argv, { io, usageExitCode: 2 });
  if (exitCode !== undefined) return exitCode;
  const raw = command.opts<RawFlags>();
  const contradiction = contradictionIn(raw);
  if (contradiction !== undefined) {
    io.stderr.write(`vantage check: error: ${contradiction}\n`);
    return 2;
  }
  return {
    configFiles: raw['config.file'],
    jobs: raw.job ?? [],
    targets: raw.target ?? [],
    maxConcurrent: raw.maxConcurrent,
    output: raw.output,
    failOn: raw.failOn ?? failOnNothing,
    pushGateway: raw.pushGateway,
    httpConfigFile: raw['http.config.file'],
  };
}

function contradictionIn(raw: RawFlags): string | undefined {
  if (raw.pushGateway === undefined) {
    return raw['http.config.file'] === undefined
      ? undefined
      : '--http.config.file is for the Pushgateway: it needs --push-gateway';
  }
  return raw.target === undefined
    ? undefined
    : '--push-gateway replaces all results of a job: leave --target out, or choose by --job';
}

/** What `vantage check` takes. */
export function checkCommandLine(): CommandLine {
  return new CommandLine('vantage check')
    .usage('[flags]')
    .description('Checks everything that is scheduled once, as the schedules would.')
    .addOption(
      new Option('--config.file <path>', 'file or folder of files; repeatable')
        .argParser(listOf())
        .default(['blackbox.yml'], '"blackbox.yml"'),
    )
    .option('--job <pattern>', 'only jobs whose name matches, such as "pay*"; repeatable', listOf())
    .option('--target <pattern>', 'only targets that match, such as "*.example*"; repeatable', listOf())
    .option('--max-concurrent <count>', 'how many runs at a time', once(positive), 100)
    .choice('-o, --output <format>', 'how to print it', { of: outputFormats, usual: 'text' })
    .option(
      '--fail-on <warning>',
      'exit with 1 for it too: expiry[=30d], slow=500ms, unverified, local-delay[=100ms], any; repeatable',
      failOnParser(),
    )
    .option('--push-gateway <url>', 'push the results to this Pushgateway as well', once(baseUrl))
    .option(
      '--http.config.file <path>',
      'file with credentials and TLS settings for it, as of promtool',
      asGiven(),
    )
    .commonFlags()
    .exit(0, 'every target is up')
    .exit(1, 'a target failed, or there is a warning that --fail-on names')
    .exit(2, 'wrong usage or configuration, or nothing is scheduled that matches')
    .exit(
      3,
      'nobody can say: a source of targets could not be asked, results could not be pushed, or Ctrl-C ended it',
    )
    .exit('0-3', 'with --output=nagios those of plugins: ok, warning, critical, unknown')
    .example('vantage check --config.file=config.example.yml', 'Is all that a file schedules up?')
    .example(
      "vantage check --config.file=config.example.yml --job='van*'",
      'The same for the jobs of which the names match',
    )
    .example('vantage check --config.file=config.example.yml --output=tap', 'As a test of a CI job')
    .example(
      'vantage check --config.file=config.example.yml --push-gateway=http://pushgateway.example:9091',
      'As a cron job, where nothing can be scraped',
    );
}

function baseUrl(text: string): string {
  if (/^https?:\/\/[^/?#]+(?:\/[^?#]*)?$/u.test(text)) return text.replace(/\/+$/u, '');
  throw new InvalidArgumentError('It is a URL such as http://pushgateway.example:9091');
}

function positive(text: string): number {
  const value = parseGoUint(text);
  if (value === undefined || value === 0) throw new InvalidArgumentError('It is a whole number, 1 or more');
  return value;
}
