import type { Heading } from '../heading.ts';
import type { HistogramValue, PageFamily, PageSample } from '../page.ts';
import { type LabelSet, labelSet, noLabels } from '../series-labels.ts';
import type { SliCount } from './sli-counts.ts';
import type { RunVerdict, TargetSeries } from './target-series.ts';

/** A family that is made of what was counted, with its samples of one target. */
interface CountedFamily extends Heading {
  readonly samplesOf: (series: TargetSeries) => readonly PageSample[];
}

const countedFamilies: readonly CountedFamily[] = [
  {
    name: 'vantage_probe_runs_total',
    help: 'Scheduled runs that ended, by result.',
    type: 'counter',
    samplesOf: (series) => byVerdict(series, (verdict) => series.runs[verdict]),
  },
  {
    name: 'vantage_probe_failures_total',
    help: 'Scheduled runs that failed: in which phase, for what reason, and whose fault it most likely was.',
    type: 'counter',
    samplesOf: ({ labels, failures }) =>
      failures.map(({ own, count, exemplar }) => ({
        labels: { target: labels, own },
        value: count,
        exemplar,
      })),
  },
  {
    name: 'vantage_probe_duration_seconds',
    help: 'How long scheduled runs took, by result, in seconds.',
    type: 'histogram',
    samplesOf: (series) => byVerdict(series, (verdict) => series.durations[verdict]),
  },
  {
    name: 'vantage_probe_phase_duration_seconds',
    help: 'How long the phases of scheduled runs took, in seconds.',
    type: 'histogram',
    samplesOf: ({ labels, phases }) =>
      phases.map(({ own, histogram }) => ({ labels: { target: labels, own }, value: histogram })),
  },
  {
    name: 'vantage_probe_last_run_timestamp_seconds',
    help: 'When the latest scheduled run ended, in Unix seconds.',
    type: 'gauge',
    samplesOf: (series) => whenKnown(series, series.lastRunSeconds),
  },
  {
    name: 'vantage_probe_last_success_timestamp_seconds',
    help: 'When the latest scheduled run that succeeded ended, in Unix seconds.',
    type: 'gauge',
    samplesOf: (series) => whenKnown(series, series.lastSuccessSeconds),
  },
  {
    name: 'vantage_probe_interval_seconds',
    help: 'How often the target is probed, in seconds.',
    type: 'gauge',
    samplesOf: ({ labels, target }) => [
      { labels: { target: labels, own: noLabels }, value: target.intervalMs / 1000 },
    ],
  },
  {
    name: 'vantage_diagnosis_info',
    help: 'Why a target is down, as a diagnosis has found out, and whose fault it most likely is; until it is up again.',
    type: 'gauge',
    samplesOf: ({ labels, diagnosis }) =>
      diagnosis === undefined ? [] : [{ labels: { target: labels, own: diagnosis }, value: 1 }],
  },
  {
    name: 'vantage_slo_events_total',
    help: 'Scheduled runs that count towards an objective.',
    type: 'counter',
    samplesOf: (series) => byObjective(series, ({ events }) => events),
  },
  {
    name: 'vantage_slo_good_events_total',
    help: 'Scheduled runs that met an objective: successes, for latency those within the threshold.',
    type: 'counter',
    samplesOf: (series) => byObjective(series, ({ good }) => good),
  },
];

/** The families of these targets: what was counted, and the samples of their latest runs by their headings. */
export function familiesOf(
  targets: readonly TargetSeries[],
  gaugeHeadings: readonly Heading[],
): readonly PageFamily[] {
  return [
    ...gaugeHeadings.map((heading) => ({ ...heading, samples: gaugeSamples(targets, heading) })),
    ...countedFamilies.map((family) => ({ ...family, samples: countedSamples(targets, family) })),
  ];
}

function* countedSamples(
  targets: readonly TargetSeries[],
  { samplesOf }: CountedFamily,
): Generator<PageSample> {
  for (const series of targets) yield* samplesOf(series);
}

function* gaugeSamples(targets: readonly TargetSeries[], heading: Heading): Generator<PageSample> {
  for (const { labels, gauges } of targets) {
    // These lists stay what they are when a run ends meanwhile, or get its values.
    const { families, own, values } = gauges;
    const first = families.indexOf(heading);
    if (first < 0) continue;
    for (let at = first; families[at] === heading; at += 1) {
      yield { labels: { target: labels, own: own[at] ?? noLabels }, value: values[at] ?? Number.NaN };
    }
  }
}

const verdicts: Readonly<Record<RunVerdict, LabelSet>> = {
  success: labelSet({ result: 'success' }),
  failure: labelSet({ result: 'failure' }),
};

function byVerdict(
  { labels }: TargetSeries,
  valueOf: (verdict: RunVerdict) => number | HistogramValue,
): readonly PageSample[] {
  return (['success', 'failure'] as const).map((verdict) => ({
    labels: { target: labels, own: verdicts[verdict] },
    value: valueOf(verdict),
  }));
}

const objectives: Readonly<Record<SliCount['slo'], LabelSet>> = {
  availability: labelSet({ slo: 'availability' }),
  latency: labelSet({ slo: 'latency' }),
};

function byObjective(
  { labels, sli }: TargetSeries,
  valueOf: (count: SliCount) => number,
): readonly PageSample[] {
  return sli.map((count) => ({
    labels: { target: labels, own: objectives[count.slo] },
    value: valueOf(count),
  }));
}

function whenKnown({ labels }: TargetSeries, seconds: number | undefined): readonly PageSample[] {
  return seconds === undefined ? [] : [{ labels: { target: labels, own: noLabels }, value: seconds }];
}
