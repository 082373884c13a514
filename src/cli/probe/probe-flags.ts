import { InvalidArgumentError } from 'commander';
import { parseGoDuration } from '../../../probes/shared/schema/go-duration.ts';
import { asGiven, CommandLine, listOf, once, parseCommandLine } from '../arguments/command-line.ts';
import type { CliIo } from '../terminal/io.ts';

const outputs = ['text', 'json', 'prometheus'] as const;

/** What the command line of `vantage probe` says. */
export interface ProbeFlags {
  readonly target: string;
  readonly module?: string;
  /** Files, or folders of files. */
  readonly configFiles?: readonly string[];
  readonly timeoutMs?: number;
  readonly output: (typeof outputs)[number];
}

interface RawFlags {
  readonly module?: string;
  readonly 'config.file'?: readonly string[];
  readonly timeout?: number;
  readonly output: ProbeFlags['output'];
}

/** Reads the command line of `vantage probe`, or gives the exit code when it ends the program. */
export function parseProbeFlags(argv: readonly string[], io: CliIo): ProbeFlags | number {
  const command = probeCommandLine();
  const exitCode = parseCommandLine(command, argv, { io, usageExitCode: 2 });
  if (exitCode !== undefined) return exitCode;
  const raw = command.opts<RawFlags>();
  return {
    target: command.args[0] ?? '',
    output: raw.output,
    ...(raw.module !== undefined && { module: raw.module }),
    ...(raw['config.file'] !== undefined && { configFiles: raw['config.file'] }),
    ...(raw.timeout !== undefined && { timeoutMs: raw.timeout }),
  };
}

/** What `vantage probe` takes. */
export function probeCommandLine(): CommandLine {
  return new CommandLine('vantage probe')
    .usage('[flags] <target>')
    .description('Runs one check and prints what it found. Exit code: 0 up, 1 failed, 2 wrong usage.')
    .argument('<target>', 'https://host/path, http://host/path, tcp://host:port, host:port or host')
    .option(
      '--module <name>',
      'module of the configuration file, or a built-in one, named as its prober',
      asGiven(),
    )
    .option(
      '--config.file <path>',
      'file or folder of files; repeatable; their module is http_2xx unless named',
      listOf(),
    )
    .option('--timeout <duration>', "for example 5s; else the module's own, else 10s", once(durationMs))
    .choice('--output <format>', 'how to print it', { of: outputs, usual: 'text' })
    .commonFlags()
    .example('vantage probe https://shop.example/health', 'whether a page is served, and where the time goes')
    .example('vantage probe tcp://db.example:5432', 'whether a port takes connections');
}

function durationMs(text: string): number {
  const duration = parseGoDuration(text);
  if (duration === undefined || duration <= 0) {
    throw new InvalidArgumentError('It is a time such as 5s, 500ms or 1m30s');
  }
  return duration;
}
