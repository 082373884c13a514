import { spawnSync } from 'node:child_process';

/** Whether Perl has a module. Where it does not, says why a test is skipped; under CI that is no excuse. */
export function hasPerlModule(name: string): boolean {
  if (spawnSync('perl', [`-M${name}`, '-e', '1']).status === 0) return true;
  if (process.env['CI'] !== undefined) throw new Error(`Perl has no ${name}, and CI must not do without`);
  process.stdout.write(`skipped: Perl has no ${name}\n`);
  return false;
}
