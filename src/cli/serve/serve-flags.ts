import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import { parseByteSize } from '../../../probes/shared/schema/byte-size.ts';
import { usualResolvers } from '../../diagnosis/usual-resolvers.ts';
import type { LogFormat, LogLevel } from '../../log-line.ts';
import { parseGoFloat } from '../../server/go-float.ts';
import { defaultMaxConnections } from '../../server/server.ts';
import {
  asGiven,
  CommandLine,
  listOf,
  once,
  parseCommandLine,
  switchOnce,
} from '../arguments/command-line.ts';
import { parseGoUint } from '../arguments/go-uint.ts';
import { resolverList } from '../diagnose/resolver-list.ts';
import type { CliIo } from '../terminal/io.ts';

/**
 * One processor is left to the main thread. With no more than two, threads of their own only make probes and the main
 * thread compete for them.
 */
export function defaultThreads(processors: number): number {
  return processors <= 2 ? 0 : Math.min(processors - 1, 4);
}

/** What `--log.level` and `--log.prober` take. */
export const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
const formats: readonly LogFormat[] = ['logfmt', 'json'];

/** What the flags of `vantage serve` say; names and defaults are blackbox_exporter's but where it says otherwise. */
export interface ServeFlags {
  /** Files, or folders of files; at least one. */
  readonly configFiles: readonly string[];
  /** Only check the configuration, then end. */
  readonly configCheck: boolean;
  /** How often the configuration file is looked at; 0 is never, unless it is asked to. */
  readonly autoReloadSeconds: number;
  /** Whether the configuration is shown as the reference shows it; not one of its flags. */
  readonly exactOutput: boolean;
  readonly timeoutOffsetSeconds: number;
  readonly historyLimit: number;
  readonly historyMaxBytes: number;
  /** How many scheduled runs may be under way at a time. */
  readonly scheduleMaxConcurrent: number;
  /** How many targets that go down are diagnosed in a minute, at most; 0 is none. */
  readonly diagnoseMaxPerMinute: number;
  /** Resolvers that diagnoses compare names with; empty: nobody outside is asked. */
  readonly diagnoseResolvers: readonly string[];
  /** Whether `/api/v1/diagnose` makes diagnoses. */
  readonly enableDiagnose: boolean;
  /** The file with the token of those who may tell of alerts; '' when there is none. */
  readonly alertTokenFile: string;
  /** Which share of the scheduled targets is this instance's: `i/n` as given; '' when it was not. */
  readonly shard: string;
  /** Take the number of the share from the host's name. */
  readonly shardFromHostname: boolean;
  /** How many threads run probes at the most; 0 is none but the main thread. */
  readonly probeThreads: number;
  /** How many runs of `/probe` may be under way at a time. */
  readonly probeMaxConcurrent: number;
  /** As given: a word that is no level is warned about, not refused. */
  readonly logProber: string;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  /** At least one, as given. */
  readonly listenAddresses: readonly string[];
  /** Serve on the sockets that systemd opened, and not on those addresses. */
  readonly systemdSocket: boolean;
  /** How many connections of clients may be open at a time. */
  readonly maxConnections: number;
  /** The file with TLS and users; '' when there is none. */
  readonly webConfigFile: string;
  /** As given; '' when it was not. */
  readonly externalUrl: string;
  /** As given; '' when it was not. */
  readonly routePrefix: string;
}

interface RawFlags {
  readonly 'config.file': readonly string[];
  readonly 'config.check'?: boolean;
  readonly 'config.enableAutoReload'?: boolean;
  readonly 'config.autoReloadInterval': number;
  readonly 'config.exactOutput'?: boolean;
  readonly timeoutOffset: number;
  readonly 'history.limit': number;
  readonly 'history.maxBytes': number;
  readonly 'schedule.maxConcurrent': number;
  readonly 'diagnose.maxPerMinute': number;
  readonly 'diagnose.resolvers': readonly string[];
  readonly 'web.enableDiagnose'?: boolean;
  readonly 'web.alertTokenFile'?: string;
  readonly shard?: string;
  readonly 'shard.fromHostname'?: boolean;
  readonly 'probe.threads': number;
  readonly 'probe.maxConcurrent': number;
  readonly 'log.prober': string;
  readonly 'log.level': LogLevel;
  readonly 'log.format': LogFormat;
  readonly 'web.listenAddress': readonly string[];
  readonly 'web.systemdSocket'?: boolean;
  readonly 'web.maxConnections': number;
  readonly 'web.config.file'?: string;
  readonly 'web.externalUrl'?: string;
  readonly 'web.routePrefix'?: string;
}

/** Reads the flags of `vantage serve`, or gives the exit code when the command line ends the program. */
export function parseServeFlags(argv: readonly string[], io: CliIo): ServeFlags | number {
  const command = serveCommandLine();
  const exitCode = parseCommandLine(command, argv, { io, usageExitCode: 1 });
  if (exitCode !== undefined) return exitCode;
  const raw = command.opts<RawFlags>();
  return {
    configFiles: raw['config.file'],
    configCheck: raw['config.check'] ?? false,
    autoReloadSeconds: raw['config.enableAutoReload'] === true ? raw['config.autoReloadInterval'] : 0,
    exactOutput: raw['config.exactOutput'] ?? false,
    timeoutOffsetSeconds: raw.timeoutOffset,
    historyLimit: raw['history.limit'],
    historyMaxBytes: raw['history.maxBytes'],
    scheduleMaxConcurrent: raw['schedule.maxConcurrent'],
    diagnoseMaxPerMinute: raw['diagnose.maxPerMinute'],
    diagnoseResolvers: raw['diagnose.resolvers'],
    enableDiagnose: raw['web.enableDiagnose'] ?? false,
    alertTokenFile: raw['web.alertTokenFile'] ?? '',
    shard: raw.shard ?? '',
    shardFromHostname: raw['shard.fromHostname'] ?? false,
    probeThreads: raw['probe.threads'],
    probeMaxConcurrent: raw['probe.maxConcurrent'],
    logProber: raw['log.prober'],
    logLevel: raw['log.level'],
    logFormat: raw['log.format'],
    listenAddresses: raw['web.listenAddress'],
    systemdSocket: raw['web.systemdSocket'] ?? false,
    maxConnections: raw['web.maxConnections'],
    webConfigFile: raw['web.config.file'] ?? '',
    externalUrl: raw['web.externalUrl'] ?? '',
    routePrefix: raw['web.routePrefix'] ?? '',
  };
}

/** What `vantage serve` takes, and a `vantage` without a word. */
export function serveCommandLine(): CommandLine {
  const command = new CommandLine('vantage')
    .usage('[serve] [flags]')
    .description('Serves probes and schedules to Prometheus.')
    .addOption(
      new Option('--config.file <path>', 'file or folder of files; repeatable')
        .argParser(listOf())
        .default(['blackbox.yml'], '"blackbox.yml"'),
    )
    .option('--config.check', 'check the configuration file and exit')
    .option('--config.enable-auto-reload', 'read the configuration file again when it has changed')
    .option('--config.auto-reload-interval <s>', 'how often to look; 0 is never', once(count), 30)
    .option('--config.exact-output', 'hide no more of it than blackbox_exporter hides')
    .option('--timeout-offset <seconds>', 'taken off the scrape time-out', once(seconds), 0.5)
    .option('--history.limit <count>', 'results kept, and failures of each target', once(count), 100)
    .addOption(
      new Option('--history.max-bytes <size>', 'memory that all of them may take')
        .argParser(once(size))
        .default(64 * 1024 * 1024, '64MiB'),
    )
    .option('--schedule.max-concurrent <count>', 'how many scheduled runs at a time', once(positive), 500)
    .option('--diagnose.max-per-minute <count>', 'targets going down to diagnose; 0 is none', once(count), 10)
    .addOption(
      new Option('--diagnose.resolvers <list>', 'compare names with these; none asks nobody outside')
        .argParser(once(resolverList))
        .default(usualResolvers, usualResolvers.join(',')),
    )
    .option('--shard <i/n>', 'probe only this share of the scheduled targets', asGiven())
    .option('--shard.from-hostname', 'take the number of that share from the host name')
    .addOption(
      new Option('--probe.threads <count>', 'threads that run probes, at most; 0 is none but the main one')
        .argParser(once(count))
        .default(defaultThreads(availableParallelism()), 'by the number of processors'),
    )
    .option('--probe.max-concurrent <count>', 'runs of /probe at a time', once(positive), 5000)
    .option('--log.prober <level>', `level of probe logs: ${levels.join(', ')}`, asGiven(), 'info')
    .choice('--log.level <level>', 'level of the log', { of: levels, usual: 'info' })
    .choice('--log.format <format>', 'format of the log', { of: formats, usual: 'logfmt' })
    .addOption(
      new Option('--web.listen-address <address>', 'host:port to serve on; repeatable')
        .argParser(listOf())
        .default([':9115'], '":9115"'),
    )
    .option('--web.systemd-socket', 'serve on the sockets that systemd opened instead')
    .option(
      '--web.max-connections <count>',
      'connections of clients at a time',
      once(positive),
      defaultMaxConnections,
    )
    .option('--web.config.file <path>', 'file with TLS, users, headers and limits', asGiven())
    .option('--web.enable-diagnose', 'let POST /api/v1/diagnose make diagnoses')
    .option('--web.alert-token-file <path>', 'whoever has it may tell of alerts to diagnose', asGiven())
    .option('--web.external-url <url>', 'where users reach this server', asGiven())
    .option('--web.route-prefix <path>', 'prefix of all routes, else the path of that URL', asGiven())
    .commonFlags()
    .addHelpText('after', '\nFlags without a value are also there as --no-NAME, which is the default.')
    .exit(
      0,
      'ended by SIGTERM or SIGINT, after running probes had up to 25 s to end; or --config.check found nothing',
    )
    .exit(1, 'it could not start: a flag, the configuration, an address that is taken')
    .exit('130, 143', 'a second SIGINT or SIGTERM ended it at once')
    .example('vantage --config.file=config.example.yml', 'Serve the modules and schedules of a file')
    .example('vantage --config.file=config.example.yml --config.check', 'Only look at that file');
  for (const flag of switches) switchOnce(command, flag);
  return command;
}

/** The flags without a value. */
const switches = [
  'config.check',
  'config.enable-auto-reload',
  'config.exact-output',
  'shard.from-hostname',
  'web.enable-diagnose',
  'web.systemd-socket',
];

function seconds(text: string): number {
  const parsed = parseGoFloat(text);
  if (!parsed.ok) throw new InvalidArgumentError('It is a number of seconds, for example 0.5');
  return parsed.value;
}

function count(text: string): number {
  const value = parseGoUint(text);
  if (value === undefined) throw new InvalidArgumentError('It is a whole number, 0 or more');
  return value;
}

function size(text: string): number {
  const parsed = parseByteSize(text);
  if (!parsed.ok || parsed.bytes === 0 || !Number.isFinite(parsed.bytes)) {
    throw new InvalidArgumentError('It is a size of 1B or more, for example 64MiB');
  }
  return parsed.bytes;
}

function positive(text: string): number {
  const value = parseGoUint(text);
  if (value === undefined || value === 0) throw new InvalidArgumentError('It is a whole number, 1 or more');
  return value;
}
