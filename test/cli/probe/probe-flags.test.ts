import { expect, test } from 'vitest';
import { type ProbeFlags, parseProbeFlags } from '../../../src/cli/probe/probe-flags.ts';
import { failOnNothing } from '../../../src/cli/report/fail-on.ts';
import { recordingIo } from '../recording-io.ts';

function parse(...argv: readonly string[]) {
  const io = recordingIo();
  return { flags: parseProbeFlags(argv, io), io };
}

const usual: ProbeFlags = {
  targets: ['a'],
  settings: [],
  resolve: [],
  resolvers: [],
  count: 1,
  intervalMs: 1000,
  output: 'text',
  failOn: failOnNothing,
  verbose: false,
  debug: false,
};

const { limits } = failOnNothing;

test.each<{ readonly argv: readonly string[]; readonly changes: Partial<ProbeFlags> }>([
  { argv: ['a'], changes: {} },
  { argv: ['a', 'b', 'c'], changes: { targets: ['a', 'b', 'c'] } },
  { argv: ['--', '--odd'], changes: { targets: ['--odd'] } },
  { argv: ['a', '--module', 'm', '--config.file=f.yml'], changes: { module: 'm', configFiles: ['f.yml'] } },
  { argv: ['a', '--config.file=f', '--config.file=g'], changes: { configFiles: ['f', 'g'] } },
  { argv: ['a', '--timeout=1m1.5s', '--output', 'json'], changes: { timeoutMs: 61_500, output: 'json' } },
  { argv: ['-o', 'tap', 'a'], changes: { output: 'tap' } },
  { argv: ['a', '-c', '5', '-i', '200ms'], changes: { count: 5, intervalMs: 200 } },
  { argv: ['a', '--watch'], changes: { count: Number.POSITIVE_INFINITY } },
  { argv: ['a', '-4'], changes: { family: 4 } },
  { argv: ['a', '--ipv6'], changes: { family: 6 } },
  { argv: ['a', '-v', '--debug'], changes: { verbose: true, debug: true } },
  { argv: ['a', '--hostname=b'], changes: { hostname: 'b' } },
  {
    argv: ['a', '--set', 'http.method=HEAD', '--set=http.body=a=b'],
    changes: {
      settings: [
        { path: ['http', 'method'], value: 'HEAD', flag: '--set http.method' },
        { path: ['http', 'body'], value: 'a=b', flag: '--set http.body' },
      ],
    },
  },
  {
    argv: ['a', '--resolve=a.example:443:[::1]', '--resolve', 'b:*:192.0.2.1'],
    changes: {
      resolve: [
        { host: 'a.example', port: 443, address: '::1', flag: '--resolve a.example:443:[::1]' },
        { host: 'b', address: '192.0.2.1', flag: '--resolve b:*:192.0.2.1' },
      ],
    },
  },
  { argv: ['a', '--resolver=192.0.2.53'], changes: { resolvers: ['192.0.2.53'] } },
  { argv: ['a', '--fail-on=expiry'], changes: { failOn: { kinds: new Set(['expiry']), limits } } },
  {
    argv: ['a', '--fail-on=expiry=30d', '--fail-on=slow=1.5s'],
    changes: {
      failOn: {
        kinds: new Set(['expiry', 'slow']),
        limits: { ...limits, expiryMs: 30 * 86_400_000, slowMs: 1500 },
      },
    },
  },
  {
    argv: ['a', '--fail-on=any'],
    changes: { failOn: { kinds: new Set(['expiry', 'unverified', 'slow', 'local-delay']), limits } },
  },
])('reads $argv', ({ argv, changes }) => {
  expect(parse(...argv).flags).toEqual({ ...usual, ...changes });
});

const formats = 'text, json, ndjson, prometheus, junit, nagios, tap';
const failOnAdvice =
  'It is expiry, expiry=30d, slow=500ms, unverified, local-delay, local-delay=100ms or any';

test.each([
  { argv: [], line: "missing required argument 'target'" },
  { argv: ['a', '--modul=m'], line: "unknown option '--modul=m' (Did you mean --module?)" },
  { argv: ['a', '--\u001b[2J'], line: "unknown option '--\\x1b[2J'" },
  {
    argv: ['a', '--output=xml'],
    line: `option '-o, --output <format>' argument 'xml' is invalid. It is one of ${formats}`,
  },
  ...['5', '0s', '-1s', 'soon'].map((time) => ({
    argv: ['a', `--timeout=${time}`],
    line: `option '--timeout <duration>' argument '${time}' is invalid. It is a time such as 5s, 500ms or 1m30s`,
  })),
  ...['0', '-1', '1.5', 'x'].map((number) => ({
    argv: ['a', `--count=${number}`],
    line: `option '-c, --count <number>' argument '${number}' is invalid. It is a whole number, 1 or more`,
  })),
  ...['method', '=HEAD', 'http..method=HEAD'].map((text) => ({
    argv: ['a', `--set=${text}`],
    line: `option '--set <key=value>' argument '${text}' is invalid. It is a key of a module and a value, such as http.method=HEAD`,
  })),
  ...['a:443', 'a:443:b.example', 'a:x:192.0.2.1', '192.0.2.1'].map((text) => ({
    argv: ['a', `--resolve=${text}`],
    line: `option '--resolve <host:port:address>' argument '${text}' is invalid. It is host:port:address with an IP address, such as shop.example:443:192.0.2.7`,
  })),
  ...['slow', 'expiry=x', 'expiry=0d', 'unverified=1s', 'any=1s', 'loss'].map((text) => ({
    argv: ['a', `--fail-on=${text}`],
    line: `option '--fail-on <warning>' argument '${text}' is invalid. ${failOnAdvice}`,
  })),
  { argv: ['a', '-4', '-6'], line: '-4 and -6 exclude each other' },
  { argv: ['a', '--watch', '--count=2'], line: '--watch and --count exclude each other' },
  {
    argv: ['a', '--watch', '--output=json'],
    line: '--watch never comes to an end, and --output=json is written there; use ndjson',
  },
  { argv: ['a', '--interval=2s'], line: '--interval needs --watch, or a --count of 2 or more' },
])('refuses $argv in one line and with exit code 2', ({ argv, line }) => {
  const { flags, io } = parse(...argv);
  expect(flags).toBe(2);
  expect(io.complained()).toBe(`vantage probe: error: ${line}, try --help\n`);
  expect(io.printed()).toBe('');
});
