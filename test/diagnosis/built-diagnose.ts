import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import { program } from '../cli/vantage-process.ts';
import { startProgram } from '../helpers/started-program.ts';

/** What the built `vantage diagnose` says in a network of the test's own. */
export interface BuiltDiagnosis {
  readonly code: string;
  /** With `TIME` for each time. */
  readonly sentence: string;
  readonly exitCode: unknown;
}

export interface BuiltDiagnose {
  /** For its resolv.conf. */
  readonly directory: string;
  /** The resolver of the host, and the one to compare with. */
  readonly nameServer: string;
  /** A command that runs it. */
  readonly prefix?: string;
}

/** Runs the built command to its end, with a resolv.conf of the test's own. */
export async function builtDiagnose(
  argv: readonly string[],
  { directory, nameServer, prefix = '' }: BuiltDiagnose,
): Promise<BuiltDiagnosis> {
  const resolvConf = join(directory, 'resolv.conf');
  writeFileSync(resolvConf, `nameserver ${nameServer}\noptions timeout:1 attempts:1\n`);
  const script = `mount --bind ${resolvConf} /etc/resolv.conf && exec ${prefix} "$0" "$@"`;
  const words = ['-m', 'sh', '-c', script, process.execPath, program, 'diagnose', ...argv];
  await using vantage = startProgram('unshare', [
    ...words,
    '--output=json',
    `--diagnose.resolvers=${nameServer}`,
  ]);
  const exitCode = await vantage.ended;
  expect(vantage.complained()).toBe('');
  const { verdict } = z
    .object({ verdict: z.object({ code: z.string(), sentence: z.string() }) })
    .parse(JSON.parse(vantage.printed()));
  return {
    code: verdict.code,
    sentence: verdict.sentence.replaceAll(/\b\d+(?:\.\d+)? m?s\b/gu, 'TIME'),
    exitCode,
  };
}
