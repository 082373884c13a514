import { InvalidArgumentError } from 'commander';
import { parseGoDuration } from '../../../probes/shared/schema/go-duration.ts';
import { asGiven, CommandLine, listOf, once, parseCommandLine } from '../arguments/command-line.ts';
import { parseGoUint } from '../arguments/go-uint.ts';
import { type OutputFormat, outputFormats } from '../output/formats.ts';
import { type FailOn, failOnNothing, failOnParser } from '../report/fail-on.ts';
import type { CliIo } from '../terminal/io.ts';
import { type ResolveOverride, resolveParser, type Setting, settingParser } from './settings.ts';

/** What the command line of `vantage probe` says. */
export interface ProbeFlags {
  /** At least one. */
  readonly targets: readonly string[];
  readonly module?: string;
  /** Files, or folders of files. */
  readonly configFiles?: readonly string[];
  /** Takes the place of the targets' names, never of the address. */
  readonly hostname?: string;
  readonly settings: readonly Setting[];
  /** The one family of addresses that is to be used. */
  readonly family?: 4 | 6;
  readonly resolve: readonly ResolveOverride[];
  readonly resolvers: readonly string[];
  readonly timeoutMs?: number;
  /** How often each target is probed; `Infinity` with `--watch`. */
  readonly count: number;
  readonly intervalMs: number;
  readonly output: OutputFormat;
  readonly failOn: FailOn;
  /** Whether people are told everything that a run did. */
  readonly verbose: boolean;
  /** Whether a bug is shown with its stack. */
  readonly debug: boolean;
}

/** What the command line of every command that probes targets of its own says about modules and targets. */
export type ModuleFlags = Pick<
  ProbeFlags,
  'targets' | 'module' | 'configFiles' | 'hostname' | 'settings' | 'family' | 'resolve' | 'resolvers'
>;

interface RawFlags {
  readonly module?: string;
  readonly 'config.file'?: readonly string[];
  readonly hostname?: string;
  readonly set?: readonly Setting[];
  readonly ipv4?: boolean;
  readonly ipv6?: boolean;
  readonly resolve?: readonly ResolveOverride[];
  readonly resolver?: readonly string[];
  readonly timeout?: number;
  readonly count?: number;
  readonly interval?: number;
  readonly watch?: boolean;
  readonly output: OutputFormat;
  readonly failOn?: FailOn;
  readonly verbose?: boolean;
  readonly debug?: boolean;
}

const wrongUsage = 2;
const usualIntervalMs = 1000;

/** Reads the command line of `vantage probe`, or gives the exit code when it ends the program. */
export function parseProbeFlags(argv: readonly string[], io: CliIo): ProbeFlags | number {
  const command = probeCommandLine();
  const exitCode = parseCommandLine(command, argv, { io, usageExitCode: wrongUsage });
  return exitCode ?? probeFlagsOf(command, io);
}

/** What a command line with the {@link runFlags} says once it is parsed; wrong usage when its flags contradict each other. */
export function probeFlagsOf(command: CommandLine, io: CliIo): ProbeFlags | number {
  const raw = command.opts<RawFlags>();
  const contradiction = contradictionIn(raw);
  if (contradiction !== undefined) {
    io.stderr.write(`${command.name()}: error: ${contradiction}, try --help\n`);
    return wrongUsage;
  }
  return {
    ...moduleFlagsOf(command),
    count: raw.watch === true ? Number.POSITIVE_INFINITY : (raw.count ?? 1),
    intervalMs: raw.interval ?? usualIntervalMs,
    output: raw.output,
    failOn: raw.failOn ?? failOnNothing,
    verbose: raw.verbose ?? false,
    debug: raw.debug ?? false,
    ...(raw.timeout !== undefined && { timeoutMs: raw.timeout }),
  };
}

function contradictionIn({ ipv4, ipv6, watch, count, interval, output }: RawFlags): string | undefined {
  if (ipv4 === true && ipv6 === true) return '-4 and -6 exclude each other';
  if (watch === true && count !== undefined) return '--watch and --count exclude each other';
  if (watch === true && output !== 'text' && output !== 'ndjson') {
    return `--watch never comes to an end, and --output=${output} is written there; use ndjson`;
  }
  if (interval !== undefined && watch !== true && (count ?? 1) === 1) {
    return '--interval needs --watch, or a --count of 2 or more';
  }
  return undefined;
}

/** What `vantage probe` takes. */
export function probeCommandLine(): CommandLine {
  const command = new CommandLine('vantage probe')
    .usage('[flags] <target...>')
    .description(
      'Runs one check and shows what it found: whether the target is up, and if not whose fault it is.',
    )
    .argument(
      '<target...>',
      'https://host/path, tcp://host:port, icmp://host, dns://server/name, tls://host, host:port',
    );
  return runFlags(moduleChoice(command))
    .commonFlags()
    .example('vantage probe https://shop.example/health', 'Is the page served, and where does the time go?')
    .example(
      'vantage probe tcp://db.example:5432 icmp://db.example',
      'Does the port answer, and does the host?',
    )
    .example(
      'vantage probe https://shop.example/ --set=http.method=HEAD -4',
      'The same with other options, over IPv4',
    )
    .example(
      'vantage probe https://shop.example/ --resolve=shop.example:443:192.0.2.7',
      'Would the new server do, before the name leads to it?',
    )
    .example('vantage probe https://shop.example/ --count=20 --interval=500ms', 'How steady is it?')
    .example('vantage probe https://shop.example/ --output=junit --fail-on=expiry=30d', 'A step of a CI job')
    .example(
      'vantage probe mail.example:587 --config.file=config.example.yml --module=smtp_starttls',
      'A module of the configuration file',
    );
}

/** The flags that choose a module, of commands that have none of their own. */
export function moduleChoice(command: CommandLine): CommandLine {
  return command
    .option(
      '--module <name>',
      'module of the configuration file, or a built-in one, named as its prober',
      asGiven(),
    )
    .option(
      '--config.file <path>',
      'file or folder of files; repeatable; their module is http_2xx unless named',
      listOf(),
    );
}

/** The flags that change a module or its targets. */
export function moduleFlags(command: CommandLine): CommandLine {
  return command
    .option(
      '--set <key=value>',
      'an option of the module, such as http.method=HEAD; repeatable',
      settingParser(),
    )
    .option('--hostname <name>', "name for TLS and virtual hosts in place of the target's", asGiven())
    .option('-4, --ipv4', 'use IPv4 only')
    .option('-6, --ipv6', 'use IPv6 only')
    .option('--resolve <host:port:address>', 'use this address for that host; repeatable', resolveParser())
    .option(
      '--resolver <server>',
      'look names up there: 192.0.2.53, tls://…, https://…; repeatable',
      listOf(),
    );
}

/** What {@link moduleFlags} say once they are parsed, with the module and the files that others name. */
export function moduleFlagsOf(command: CommandLine): ModuleFlags {
  const raw = command.opts<RawFlags>();
  return {
    targets: command.args,
    settings: raw.set ?? [],
    resolve: raw.resolve ?? [],
    resolvers: raw.resolver ?? [],
    ...(raw.module !== undefined && { module: raw.module }),
    ...(raw['config.file'] !== undefined && { configFiles: raw['config.file'] }),
    ...(raw.hostname !== undefined && { hostname: raw.hostname }),
    ...(raw.ipv4 === true && { family: 4 }),
    ...(raw.ipv6 === true && { family: 6 }),
  };
}

/** The flags of every command that runs probes of its own. */
export function runFlags(command: CommandLine): CommandLine {
  return moduleFlags(command)
    .option('--timeout <duration>', "for example 5s; else the module's own, else 10s", once(durationMs))
    .option('-c, --count <number>', 'probe so many times, then show statistics', once(positive))
    .option('-i, --interval <duration>', 'time from one start to the next, else 1s', once(durationMs))
    .option('-w, --watch', 'probe until Ctrl-C')
    .choice('-o, --output <format>', 'how to print it', { of: outputFormats, usual: 'text' })
    .option(
      '--fail-on <warning>',
      'exit with 1 for it too: expiry[=30d], slow=500ms, unverified, local-delay[=100ms], any; repeatable',
      failOnParser(),
    )
    .option('-v, --verbose', 'show everything that happened, step by step')
    .exit(0, 'every target is up')
    .exit(1, 'a target failed, or there is a warning that --fail-on names')
    .exit(2, 'wrong usage, configuration or target')
    .exit(3, 'nobody can say: this host kept a probe from finding out, or Ctrl-C ended it')
    .exit('0-3', 'with --output=nagios those of plugins: ok, warning, critical, unknown');
}

/** A parser for a time of more than nothing. */
export function durationMs(text: string): number {
  const duration = parseGoDuration(text);
  if (duration === undefined || duration <= 0) {
    throw new InvalidArgumentError('It is a time such as 5s, 500ms or 1m30s');
  }
  return duration;
}

function positive(text: string): number {
  const value = parseGoUint(text);
  if (value === undefined || value === 0) throw new InvalidArgumentError('It is a whole number, 1 or more');
  return value;
}
