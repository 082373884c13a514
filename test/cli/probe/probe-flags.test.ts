import { expect, test } from 'vitest';
import { parseProbeFlags } from '../../../src/cli/probe/probe-flags.ts';
import { recordingIo } from '../recording-io.ts';

function parse(...argv: readonly string[]) {
  const io = recordingIo();
  return { flags: parseProbeFlags(argv, { io, version: '1.2.3' }), io };
}

test.each([
  { argv: ['x.example'], flags: { target: 'x.example', output: 'text' } },
  {
    argv: ['x.example', '--module', 'm', '--config.file=f.yml', '--timeout=1m1.5s', '--output', 'json'],
    flags: { target: 'x.example', module: 'm', configFiles: ['f.yml'], timeoutMs: 61_500, output: 'json' },
  },
  { argv: ['--output=prometheus', 'x.example'], flags: { target: 'x.example', output: 'prometheus' } },
  { argv: ['--', '--odd'], flags: { target: '--odd', output: 'text' } },
])('reads $argv', ({ argv, flags }) => {
  expect(parse(...argv).flags).toEqual(flags);
});

test.each([
  { argv: [], line: "missing required argument 'target'" },
  { argv: ['a', 'b\u001b'], line: "unexpected argument 'b\\x1b'" },
  { argv: ['a', '--modul=m'], line: "unknown option '--modul=m' (Did you mean --module?)" },
  {
    argv: ['a', '--output=xml'],
    line: "option '--output <format>' argument 'xml' is invalid. It is one of text, json, prometheus",
  },
  ...['5', '0s', '-1s', 'soon'].map((time) => ({
    argv: ['a', `--timeout=${time}`],
    line: `option '--timeout <duration>' argument '${time}' is invalid. It is a time such as 5s, 500ms or 1m30s`,
  })),
])('refuses $argv in one line and with exit code 2', ({ argv, line }) => {
  const { flags, io } = parse(...argv);
  expect(flags).toBe(2);
  expect(io.complained()).toBe(`vantage probe: error: ${line}, try --help\n`);
  expect(io.printed()).toBe('');
});

test('explains itself', () => {
  const { flags, io } = parse('--help');
  expect(flags).toBe(0);
  expect(io.printed()).toBe(`Usage: vantage probe [flags] <target>

Runs one check and prints what it found. Exit code: 0 up, 1 failed, 2 wrong usage.

Arguments:
  target                https://host/path, http://host/path, tcp://host:port, host:port or host

Options:
  --module <name>       module of the configuration file, or a built-in one, named as its prober
  --config.file <path>  file or folder of files; repeatable; their module is http_2xx unless named
  --timeout <duration>  for example 5s; else the module's own, else 10s
  --output <format>     text, json, prometheus (default: "text")
  --version             print the version
  -h, --help            print this help
`);
});
