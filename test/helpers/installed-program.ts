import { spawnSync } from 'node:child_process';

/** Whether a program is here. Where it is not, says why a test is skipped; under CI that is no excuse. */
export function hasProgram(name: string, versionFlag = '--version'): boolean {
  if (spawnSync(name, [versionFlag]).error === undefined) return true;
  if (process.env['CI'] !== undefined)
    throw new Error(`${name} is not installed, and CI must not do without`);
  process.stdout.write(`skipped: ${name} is not installed\n`);
  return false;
}
