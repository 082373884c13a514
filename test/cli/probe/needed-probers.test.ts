import { expect, test } from 'vitest';
import { probers } from '../../../probes/registry.ts';
import { neededProbers } from '../../../src/cli/probe/needed-probers.ts';
import { type ProbeFlags, parseProbeFlags } from '../../../src/cli/probe/probe-flags.ts';
import { recordingIo } from '../recording-io.ts';

function flagsOf(...argv: readonly string[]): ProbeFlags {
  const flags = parseProbeFlags(argv, recordingIo());
  if (typeof flags === 'number') throw new Error('wrong usage');
  return flags;
}

test.each([
  { argv: ['tcp://a.example:1'], names: ['tcp'] },
  { argv: ['a.example:1', 'https://a.example/'], names: ['http', 'tcp'] },
  { argv: ['x', '--module=icmp'], names: ['icmp'] },
  { argv: ['gopher://x'], names: [] },
  { argv: ['x', '--module=nonsense'], names: [] },
  { argv: ['x', '-4'], names: [...probers.keys()] },
  { argv: ['x', '--set=http.method=HEAD'], names: [...probers.keys()] },
  { argv: ['x', '--config.file=a.yml'], names: [...probers.keys()] },
])('loads for $argv the probers $names', async ({ argv, names }) => {
  expect([...(await neededProbers(flagsOf(...argv))).keys()]).toEqual(names);
});
