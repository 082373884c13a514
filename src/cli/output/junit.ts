import { failsByWarning, standingOf } from '../report/standing.ts';
import { printable } from '../terminal/printable.ts';
import type { Report } from './formats.ts';
import { type NamedRun, namedRuns } from './test-names.ts';

/**
 * A test report in the XML that JUnit's Ant task began and CI systems read (jenkins-junit.xsd of xunit-plugin): a suite
 * for each job or module, a case for each run. A target that is down is a failure, what could not be found out an error.
 */
export function junitReport(report: Report): string {
  const suites = new Map<string, NamedRun[]>();
  for (const named of namedRuns(report.runs)) {
    const suite = named.run.job ?? named.run.result.module;
    suites.set(suite, [...(suites.get(suite) ?? []), named]);
  }
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="vantage">',
    ...[...suites].flatMap(([name, runs]) => suiteLines(name, runs, report)),
    ...problemLines(report.problems),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suiteLines(name: string, runs: readonly NamedRun[], report: Report): readonly string[] {
  const kinds = runs.map((run) => kindOf(run, report));
  const totalMs = runs.reduce((sum, { run }) => sum + run.result.durationMs, 0);
  const startedAtMs = Math.min(...runs.map(({ run }) => run.result.startedAtMs));
  const attributes = {
    name,
    tests: String(runs.length),
    failures: String(kinds.filter((kind) => kind === 'failure').length),
    errors: String(kinds.filter((kind) => kind === 'error').length),
    skipped: '0',
    time: seconds(totalMs),
    timestamp: new Date(startedAtMs).toISOString().replace(/\.\d+Z$/u, ''),
  };
  return [
    `  <testsuite ${written(attributes)}>`,
    ...runs.flatMap((run) => caseLines(name, run, report)),
    '  </testsuite>',
  ];
}

function caseLines(suite: string, { name, run }: NamedRun, report: Report): readonly string[] {
  const { outcome, durationMs } = run.result;
  const opening = `<testcase ${written({ name, classname: suite, time: seconds(durationMs) })}`;
  const kind = kindOf({ name, run }, report);
  const warnings = run.warnings.map(({ kind: about, detail }) => `${about}: ${detail}`).join('\n');
  const out = warnings === '' ? [] : [`      <system-out>${escaped(warnings)}</system-out>`];
  if (kind === undefined && out.length === 0) return [`    ${opening}/>`];
  const problem = outcome.ok
    ? { type: 'warning', message: warnings }
    : { type: outcome.failure.reason, message: outcome.failure.detail };
  const body = outcome.ok
    ? warnings
    : `phase ${outcome.failure.phase}, blame ${outcome.failure.blame}\n${outcome.failure.detail}`;
  return [
    `    ${opening}>`,
    ...(kind === undefined ? [] : [`      <${kind} ${written(problem)}>${escaped(body)}</${kind}>`]),
    ...out,
    '    </testcase>',
  ];
}

function kindOf({ run }: NamedRun, { failOn }: Report): 'failure' | 'error' | undefined {
  const standing = standingOf(run.result.outcome);
  if (standing === 'up') return failsByWarning(run, failOn) ? 'failure' : undefined;
  return standing === 'down' ? 'failure' : 'error';
}

/** What was not checked is no success: each problem is a case of its own. */
function problemLines(problems: readonly string[]): readonly string[] {
  if (problems.length === 0) return [];
  const count = String(problems.length);
  const attributes = {
    name: 'not checked',
    tests: count,
    failures: '0',
    errors: count,
    skipped: '0',
    time: '0',
  };
  return [
    `  <testsuite ${written(attributes)}>`,
    ...problems.flatMap((problem, index) => [
      `    <testcase ${written({ name: `problem ${index + 1}`, classname: 'not checked', time: '0' })}>`,
      `      <error ${written({ type: 'not-checked', message: problem })}>${escaped(problem)}</error>`,
      '    </testcase>',
    ]),
    '  </testsuite>',
  ];
}

function written(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(' ');
}

/** XML 1.0 has no way to write most control characters: they stand as escapes for people, line breaks as they are. */
function escaped(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
    .map((line) => line.replaceAll('"', '&quot;'))
    .join('&#10;');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(6);
}
