/**
 * Asks the registry whether a package that a release consists of, or that development needs, has a known vulnerability of the
 * level high or critical. Ends with 1 when one has, and with 0 and the reason when nobody can be asked: a machine without a
 * network, or a mirror that knows of none, is no fault of a change.
 */
import { spawnSync } from 'node:child_process';

// Where nobody answers, npm by itself would try again for minutes.
const impatient = ['--fetch-retries=0', '--fetch-timeout=20000'];
const { stdout, stderr, error } = spawnSync('npm', ['audit', '--audit-level=high', '--json', ...impatient], {
  encoding: 'utf8',
  timeout: 60_000,
  maxBuffer: 64 * 1024 * 1024,
});

function reportIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const report = reportIn(stdout ?? '');
const counts = report?.metadata?.vulnerabilities;
if (counts === undefined) {
  const why = error?.message || report?.error?.summary || report?.message || stderr?.trim() || 'no answer';
  process.stdout.write(`not audited: ${why}\n`);
  process.exit(0);
}
const serious = Object.values(report.vulnerabilities ?? {}).filter(({ severity }) => /^(?:high|critical)$/u.test(severity));
for (const { name, severity, range } of serious) process.stdout.write(`${severity}: ${name} ${range}\n`);
process.stdout.write(
  serious.length === 0
    ? `audited: nothing of the level high; ${counts.moderate ?? 0} moderate, ${counts.low ?? 0} low\n`
    : 'See "npm audit" for what to do.\n',
);
process.exit(serious.length === 0 ? 0 : 1);
