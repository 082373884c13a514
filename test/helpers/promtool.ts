import { spawnSync } from 'node:child_process';

/** Whether promtool is here. Where it is not, says why a test is skipped; under CI that is no excuse. */
export function hasPromtool(): boolean {
  if (spawnSync('promtool', ['--version']).error === undefined) return true;
  if (process.env['CI'] !== undefined)
    throw new Error('promtool is not installed, and CI must not do without');
  process.stdout.write('skipped: promtool is not installed\n');
  return false;
}

/** What `promtool check metrics` has to say about a metrics page: nothing when it is clean. */
export function promtoolComplaints(page: string): string {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: page,
    encoding: 'utf8',
  });
  return status === 0 ? `${stdout}${stderr}` : `exit ${status}: ${stdout}${stderr}`;
}
