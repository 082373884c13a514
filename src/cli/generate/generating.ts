import { probers } from '../../../probes/registry.ts';
import { formatIssue } from '../../config/issue.ts';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/module.ts';
import type { CliIo } from '../terminal/io.ts';
import { printable } from '../terminal/printable.ts';

const done = 0;

/** Of whatever is generated: wrong usage, or a configuration that cannot be used. */
export const wrongUsage = 2;

/** A file as it is to be printed, or why it cannot be made of this configuration. */
export type Generated =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: string };

/** Prints what is made of the configuration in these files; the exit code. */
export async function printGenerated(
  files: readonly string[],
  io: CliIo,
  make: (config: Config) => Generated,
): Promise<number> {
  const loaded = await loadConfig(files, probers);
  const made = loaded.ok ? make(loaded.config) : undefined;
  if (made?.ok === true) {
    io.stdout.write(made.text);
    return done;
  }
  const problems = loaded.ok ? [] : loaded.issues.map(formatIssue);
  for (const problem of made === undefined ? problems : [made.problem]) {
    io.stderr.write(`vantage generate: error: ${printable(problem)}\n`);
  }
  return wrongUsage;
}
