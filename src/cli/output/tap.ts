import { failsByWarning, standingOf } from '../report/standing.ts';
import { printable } from '../terminal/printable.ts';
import type { Report } from './formats.ts';
import { type NamedRun, namedRuns } from './test-names.ts';

/**
 * TAP version 14 (testanything.org): a test point for each run and each problem. A target that is down, and one of which
 * nothing could be found out, is `not ok`, with a YAML block that says why.
 */
export function tapReport(report: Report): string {
  const runs = namedRuns(report.runs);
  const points = [
    ...runs.map((run, index) => runLines(index + 1, run, report)),
    ...report.problems.map((problem, index) => [
      `not ok ${runs.length + index + 1} - not checked`,
      ...yamlBlock({ message: problem, severity: 'fail' }),
    ]),
  ];
  return `${['TAP version 14', `1..${points.length}`, ...points.flat()].join('\n')}\n`;
}

function runLines(number: number, { name, run }: NamedRun, { failOn }: Report): readonly string[] {
  const { outcome, durationMs, module } = run.result;
  const isOk = standingOf(outcome) === 'up' && !failsByWarning(run, failOn);
  const line = `${isOk ? 'ok' : 'not ok'} ${number} - ${description(`${run.job ?? module}: ${name}`)}`;
  const why = outcome.ok
    ? {}
    : {
        message: outcome.failure.detail,
        severity: standingOf(outcome) === 'down' ? 'fail' : 'error',
        reason: outcome.failure.reason,
        phase: outcome.failure.phase,
        blame: outcome.failure.blame,
      };
  const warnings = run.warnings.map(({ kind, detail }) => `${kind}: ${detail}`);
  const keys = {
    ...why,
    duration_ms: durationMs.toFixed(3),
    ...(warnings.length > 0 && { warnings: warnings.join('; ') }),
  };
  return [line, ...yamlBlock(keys)];
}

function yamlBlock(keys: Readonly<Record<string, string>>): readonly string[] {
  const lines = Object.entries(keys).map(([key, value]) => {
    // A JSON string is one of YAML too, and has no line breaks.
    return `  ${key}: ${key === 'duration_ms' ? value : JSON.stringify(printable(value))}`;
  });
  return ['  ---', ...lines, '  ...'];
}

/** A `#` would begin a directive, such as SKIP, and a backslash escapes. */
function description(text: string): string {
  return printable(text).replaceAll('\\', '\\\\').replaceAll('#', '\\#');
}
