import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { defaultThreads, parseServeFlags } from '../../../src/cli/serve/serve-flags.ts';
import { version } from '../../../src/version.ts';
import { recordingIo } from '../recording-io.ts';

const defaults = {
  configFiles: ['blackbox.yml'],
  configCheck: false,
  autoReloadSeconds: 0,
  exactOutput: false,
  timeoutOffsetSeconds: 0.5,
  historyLimit: 100,
  historyMaxBytes: 67_108_864,
  scheduleMaxConcurrent: 500,
  probeMaxConcurrent: 5000,
  maxConnections: 8192,
  diagnoseMaxPerMinute: 10,
  diagnoseResolvers: ['1.1.1.1', '8.8.8.8', '9.9.9.9'],
  enableDiagnose: false,
  alertTokenFile: '',
  shard: '',
  shardFromHostname: false,
  probeThreads: defaultThreads(availableParallelism()),
  logProber: 'info',
  logLevel: 'info',
  logFormat: 'logfmt',
  listenAddresses: [':9115'],
  systemdSocket: false,
  webConfigFile: '',
  externalUrl: '',
  routePrefix: '',
};

function parse(...argv: readonly string[]) {
  const io = recordingIo();
  return { flags: parseServeFlags(argv, io), io };
}

test.each([
  [1, 0],
  [2, 0],
  [3, 2],
  [5, 4],
  [64, 4],
])('leaves a processor to the main thread: of %i, %i run probes', (processors, threads) => {
  expect(defaultThreads(processors)).toBe(threads);
});

test('has the defaults of blackbox_exporter', () => {
  expect(parse().flags).toEqual(defaults);
});

test.each([
  { argv: ['--config.file=a.yml'], changes: { configFiles: ['a.yml'] } },
  { argv: ['--config.file', 'a.yml'], changes: { configFiles: ['a.yml'] } },
  { argv: ['--config.file=b.yml', '--config.file=conf.d'], changes: { configFiles: ['b.yml', 'conf.d'] } },
  { argv: ['--config.check'], changes: { configCheck: true } },
  { argv: ['--no-config.check'], changes: {} },
  { argv: ['--config.enable-auto-reload'], changes: { autoReloadSeconds: 30 } },
  { argv: ['--no-config.enable-auto-reload', '--config.auto-reload-interval=5'], changes: {} },
  {
    argv: ['--config.enable-auto-reload', '--config.auto-reload-interval=5'],
    changes: { autoReloadSeconds: 5 },
  },
  { argv: ['--config.auto-reload-interval=5'], changes: {} },
  { argv: ['--config.exact-output'], changes: { exactOutput: true } },
  { argv: ['--no-config.exact-output'], changes: {} },
  { argv: ['--web.systemd-socket'], changes: { systemdSocket: true } },
  { argv: ['--no-web.systemd-socket'], changes: {} },
  { argv: ['--web.config.file=web.yml'], changes: { webConfigFile: 'web.yml' } },
  { argv: ['--timeout-offset=1.25'], changes: { timeoutOffsetSeconds: 1.25 } },
  { argv: ['--timeout-offset', '-1e-1'], changes: { timeoutOffsetSeconds: -0.1 } },
  { argv: ['--history.limit=0'], changes: { historyLimit: 0 } },
  { argv: ['--history.limit=0x10'], changes: { historyLimit: 16 } },
  { argv: ['--history.max-bytes=1.5MiB'], changes: { historyMaxBytes: 1_572_864 } },
  { argv: ['--schedule.max-concurrent=20'], changes: { scheduleMaxConcurrent: 20 } },
  { argv: ['--probe.max-concurrent=20'], changes: { probeMaxConcurrent: 20 } },
  { argv: ['--web.max-connections=20'], changes: { maxConnections: 20 } },
  { argv: ['--diagnose.max-per-minute=0'], changes: { diagnoseMaxPerMinute: 0 } },
  { argv: ['--diagnose.resolvers=none'], changes: { diagnoseResolvers: [] } },
  {
    argv: ['--diagnose.resolvers=192.0.2.53, [2001:db8::53]:5353'],
    changes: { diagnoseResolvers: ['192.0.2.53', '[2001:db8::53]:5353'] },
  },
  { argv: ['--web.enable-diagnose'], changes: { enableDiagnose: true } },
  { argv: ['--web.alert-token-file=t'], changes: { alertTokenFile: 't' } },
  { argv: ['--shard=1/3'], changes: { shard: '1/3' } },
  { argv: ['--probe.threads=0'], changes: { probeThreads: 0 } },
  { argv: ['--shard.from-hostname'], changes: { shardFromHostname: true } },
  { argv: ['--no-shard.from-hostname'], changes: {} },
  { argv: ['--log.prober=nonsense'], changes: { logProber: 'nonsense' } },
  { argv: ['--log.level=error'], changes: { logLevel: 'error' } },
  { argv: ['--log.format=json'], changes: { logFormat: 'json' } },
  {
    argv: ['--web.listen-address=:1', '--web.listen-address', '[::1]:2'],
    changes: { listenAddresses: [':1', '[::1]:2'] },
  },
  { argv: ['--web.external-url=http://x/y'], changes: { externalUrl: 'http://x/y' } },
  { argv: ['--web.route-prefix=/'], changes: { routePrefix: '/' } },
])('reads $argv', ({ argv, changes }) => {
  expect(parse(...argv).flags).toEqual({ ...defaults, ...changes });
});

test.each([
  { argv: ['--config.check', '--config.check'], line: "option '--config.check' was given twice" },
  { argv: ['--config.check', '--no-config.check'], line: "option '--config.check' was given twice" },
  {
    argv: ['--no-web.systemd-socket', '--web.systemd-socket'],
    line: "option '--web.systemd-socket' was given twice",
  },
  { argv: ['--log.levle', 'info'], line: "unknown option '--log.levle' (Did you mean --log.level?)" },
  { argv: ['-config.file=a.yml'], line: "unknown option '-config.file=a.yml'" },
  {
    argv: ['--config.check=true'],
    line: "unknown option '--config.check=true' (Did you mean --config.check?)",
  },
  { argv: ['serve-me'], line: "unexpected argument 'serve-me'" },
  { argv: ['--config.file'], line: "option '--config.file <path>' argument missing" },
  {
    argv: ['--shard=0/2', '--shard=1/2'],
    line: "option '--shard <i/n>' argument '1/2' is invalid. The flag was given twice",
  },
  {
    argv: ['--schedule.max-concurrent=0'],
    line: "option '--schedule.max-concurrent <count>' argument '0' is invalid. It is a whole number, 1 or more",
  },
  {
    argv: ['--history.max-bytes=0'],
    line: "option '--history.max-bytes <size>' argument '0' is invalid. It is a size of 1B or more, for example 64MiB",
  },
  {
    argv: ['--history.max-bytes=-1B'],
    line: "option '--history.max-bytes <size>' argument '-1B' is invalid. It is a size of 1B or more, for example 64MiB",
  },
  {
    argv: ['--history.limit=-3'],
    line: "option '--history.limit <count>' argument '-3' is invalid. It is a whole number, 0 or more",
  },
  {
    argv: ['--history.limit=99999999999999999999'],
    line: "option '--history.limit <count>' argument '99999999999999999999' is invalid. It is a whole number, 0 or more",
  },
  {
    argv: ['--diagnose.resolvers=dns.example'],
    line: "option '--diagnose.resolvers <list>' argument 'dns.example' is invalid. It is a list such as 1.1.1.1,9.9.9.9 or none: \"dns.example\" is no IP address",
  },
  {
    argv: ['--timeout-offset=half'],
    line: "option '--timeout-offset <seconds>' argument 'half' is invalid. It is a number of seconds, for example 0.5",
  },
  {
    argv: ['--log.level=INFO'],
    line: "option '--log.level <level>' argument 'INFO' is invalid. It is one of debug, info, warn, error",
  },
  {
    argv: ['--log.format=xml'],
    line: "option '--log.format <format>' argument 'xml' is invalid. It is one of logfmt, json",
  },
])('refuses $argv in one line and with exit code 1', ({ argv, line }) => {
  const { flags, io } = parse(...argv);
  expect(flags).toBe(1);
  expect(io.complained()).toBe(`vantage: error: ${line}, try --help\n`);
  expect(io.printed()).toBe('');
});

test('prints its version', () => {
  const { flags, io } = parse('--version');
  expect(flags).toBe(0);
  expect(io.printed()).toBe(`vantage ${version}\n`);
});
