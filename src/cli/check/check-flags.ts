import { InvalidArgumentError, Option } from 'commander';
import { CommandLine, listOf, once, parseCommandLine } from '../arguments/command-line.ts';
import { parseGoUint } from '../arguments/go-uint.ts';
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
}

interface RawFlags {
  readonly 'config.file': readonly string[];
  readonly job?: readonly string[];
  readonly target?: readonly string[];
  readonly maxConcurrent: number;
}

/** Reads the command line of `vantage check`, or gives the exit code when it ends the program. */
export function parseCheckFlags(argv: readonly string[], io: CliIo): CheckFlags | number {
  const command = checkCommandLine();
  const exitCode = parseCommandLine(command, argv, { io, usageExitCode: 2 });
  if (exitCode !== undefined) return exitCode;
  const raw = command.opts<RawFlags>();
  return {
    configFiles: raw['config.file'],
    jobs: raw.job ?? [],
    targets: raw.target ?? [],
    maxConcurrent: raw.maxConcurrent,
  };
}

/** What `vantage check` takes. */
export function checkCommandLine(): CommandLine {
  return new CommandLine('vantage check')
    .usage('[flags]')
    .description(
      'Checks everything that is scheduled once. Exit code: 0 all are up, 1 some failed, 2 wrong usage.',
    )
    .addOption(
      new Option('--config.file <path>', 'file or folder of files; repeatable')
        .argParser(listOf())
        .default(['blackbox.yml'], '"blackbox.yml"'),
    )
    .option('--job <pattern>', 'only jobs whose name matches, such as "pay*"; repeatable', listOf())
    .option('--target <pattern>', 'only targets that match, such as "*.example*"; repeatable', listOf())
    .option('--max-concurrent <count>', 'how many runs at a time', once(positive), 100)
    .commonFlags()
    .example('vantage check --config.file=config.example.yml', 'whether all that a file schedules is up')
    .example(
      'vantage check --config.file=config.example.yml --job="vendor*"',
      'the same for the jobs of which the names match',
    );
}

function positive(text: string): number {
  const value = parseGoUint(text);
  if (value === undefined || value === 0) throw new InvalidArgumentError('It is a whole number, 1 or more');
  return value;
}
