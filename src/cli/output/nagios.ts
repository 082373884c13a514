import type { CheckedRun } from '../report/checked-run.ts';
import { failsByWarning, standingOf } from '../report/standing.ts';
import { printable } from '../terminal/printable.ts';
import type { Report } from './formats.ts';
import { namedRuns } from './test-names.ts';

/** The states of a plugin and their exit codes, the worst last (Monitoring Plugins Development Guidelines). */
const severities = ['OK', 'WARNING', 'UNKNOWN', 'CRITICAL'] as const;
type State = (typeof severities)[number];
const codes: Readonly<Record<State, number>> = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 };

/**
 * What a monitoring plugin prints: a line with the state and performance data; of several runs a line for each follows,
 * which the server shows as long output.
 */
export function nagiosReport(report: Report): string {
  const state = nagiosState(report);
  const named = namedRuns(report.runs);
  const lines = named.map(({ name, run }) => `${stateOf(run, report)}: ${name} ${words(run)}`);
  const [only = 'nothing was checked'] = lines;
  const isOne = lines.length === 1 && report.problems.length === 0;
  const good = report.runs.filter((run) => stateOf(run, report) === 'OK').length;
  const first = isOne
    ? only.replace(/^\w+: /u, '')
    : `${good} of ${lines.length + report.problems.length} are well`;
  const data = named.flatMap(({ name, run }, index) => performance(run, isOne ? '' : label(name, index)));
  const further = isOne ? [] : [...lines, ...report.problems.map((problem) => `UNKNOWN: ${clean(problem)}`)];
  return `${[`VANTAGE ${state}: ${clean(first)} | ${data.join(' ')}`.trimEnd(), ...further.map(clean)].join('\n')}\n`;
}

/** The exit code that goes with the report: that of the worst run, by the plugin's convention and not by ours. */
export function nagiosExitCode(report: Report): number {
  return codes[nagiosState(report)];
}

function nagiosState(report: Report): State {
  const states = report.runs.map((run) => stateOf(run, report));
  if (report.problems.length > 0 || states.length === 0) states.push('UNKNOWN');
  return severities.findLast((severity) => states.includes(severity)) ?? 'UNKNOWN';
}

function stateOf(run: CheckedRun, { failOn }: Report): State {
  const standing = standingOf(run.result.outcome);
  if (standing === 'down' || failsByWarning(run, failOn)) return 'CRITICAL';
  if (standing !== 'up') return 'UNKNOWN';
  return run.warnings.length > 0 ? 'WARNING' : 'OK';
}

function words({ result: { outcome, durationMs }, warnings }: CheckedRun): string {
  if (!outcome.ok) return `${outcome.failure.reason} (${outcome.failure.blame}): ${outcome.failure.detail}`;
  const said = warnings.map(({ detail }) => detail).join('; ');
  return `in ${durationMs.toFixed(1)} ms${said === '' ? '' : `, but ${said}`}`;
}

/** `'label'=value[unit];[warn];[crit];[min];[max]`; the time-out is the maximum. */
function performance({ result }: CheckedRun, prefix: string): readonly string[] {
  const { durationMs, timeoutMs, outcome } = result;
  const limit = timeoutMs > 0 ? (timeoutMs / 1000).toFixed(6) : '';
  const phases = Object.entries(outcome.phases).map(([name, ms]) => [name, ms] as const);
  return [['time', durationMs] as const, ...phases].map(
    ([name, ms]) => `'${prefix}${name}'=${(ms / 1000).toFixed(6)}s;;;0;${limit}`,
  );
}

/** An equals sign and a quote have a meaning within a label. */
function label(name: string, index: number): string {
  return `${index + 1} ${clean(name).replaceAll(/['=]/gu, '_')} `;
}

/** A vertical bar begins the performance data, wherever it stands. */
function clean(text: string): string {
  return printable(text).replaceAll('|', '/');
}
