import { expect, test } from 'vitest';
import { parseProbeFlags } from '../../../src/cli/probe/probe-flags.ts';
import { recordingIo } from '../recording-io.ts';

function parse(...argv: readonly string[]) {
  const io = recordingIo();
  return { flags: parseProbeFlags(argv, io), io };
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
