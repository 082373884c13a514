import { spawnSync } from 'node:child_process';

/** Whether OpenSSL's program is here. Where it is not, says why a test is skipped; under CI that is no excuse. */
export function hasOpenSsl(): boolean {
  if (spawnSync('openssl', ['version']).error === undefined) return true;
  if (process.env['CI'] !== undefined) {
    throw new Error('openssl is not installed, and CI must not do without');
  }
  process.stdout.write('skipped: openssl is not installed\n');
  return false;
}
