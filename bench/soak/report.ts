import { markdownTable } from '../table.ts';
import type { ChurnCounts } from './churn.ts';
import type { Growth } from './growth.ts';
import type { SoakReport } from './load-messages.ts';
import type { SoakSample } from './sample.ts';
import type { Subject } from './subjects.ts';

/** Everything that came of a soak. */
export interface Soaked {
  readonly subjects: readonly Subject[];
  readonly report: SoakReport;
  readonly churn: ChurnCounts;
  readonly samples: readonly SoakSample[];
  readonly growth: readonly Growth[];
  /** Lines of standard error that warn of a leak. */
  readonly nodeWarnings: readonly string[];
  /** Runs that the schedule ended meanwhile. */
  readonly scheduledRuns: number;
}

/** What is not as it has to be; empty when the soak has passed. */
export function problemsOf({ report, churn, samples, growth, nodeWarnings }: Soaked): readonly string[] {
  const wrong = report.counts.filter((count) => count.wrong > 0);
  const bugs = samples.at(-1)?.bugs ?? 0;
  return [
    ...wrong.map(
      ({ name, wrong: times, example }) => `${name}: ${times} probes said something else, such as ${example}`,
    ),
    ...churn.wrong,
    ...growth.filter(({ isFlat }) => isFlat === false).map(({ name }) => `${name}: not flat`),
    ...(bugs > 0 ? [`${bugs} bugs were counted`] : []),
    ...nodeWarnings,
  ];
}

/** The report in Markdown. */
export function reportText(soaked: Soaked): string {
  const { report, churn, growth, subjects, scheduledRuns } = soaked;
  const probes = report.counts.reduce((sum, count) => sum + count.probes, 0);
  const failing = report.counts
    .filter(({ name }) => subjects.find((subject) => subject.name === name)?.fails !== undefined)
    .reduce((sum, count) => sum + count.probes, 0);
  const seconds = report.elapsedMs / 1000;
  const problems = problemsOf(soaked);
  return [
    `${count(probes)} probes in ${count(seconds)} s, ${count(probes / seconds)} a second; ${percent(failing / probes)} of them had to fail.`,
    `Beside them ${count(scheduledRuns)} scheduled runs, ${count(churn.discoveries)} other lists of targets, ${count(churn.reloads)} reloads, ${count(churn.refusals)} of them of a broken file.`,
    '',
    markdownTable(
      ['', 'after the warm-up', 'at the end', 'highest', 'growth per million probes', 'flat'],
      growth.map(({ name, first, last, highest, perMillionProbes, isFlat }) => [
        name,
        figure(first),
        figure(last),
        figure(highest),
        perMillionProbes === undefined ? '' : figure(perMillionProbes),
        isFlat === undefined ? 'swings' : isFlat ? 'yes' : 'NO',
      ]),
    ),
    markdownTable(
      ['probe', 'has to', 'probes', 'exporter starved', 'otherwise'],
      report.counts.map(({ name, probes: all, starved, wrong }) => [
        name,
        subjects.find((subject) => subject.name === name)?.fails ?? 'succeed',
        count(all),
        count(starved),
        count(wrong),
      ]),
    ),
    problems.length === 0 ? 'Passed.' : `Failed:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    '',
  ].join('\n');
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function figure(value: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}
