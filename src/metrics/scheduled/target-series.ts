import type { Failure } from '../../../probes/failure.ts';
import { secondsOf } from '../../../probes/shared/seconds.ts';
import type { ProbeResult } from '../../engine/run.ts';
import type { ScheduledTarget } from '../../engine/scheduled-target.ts';
import type { Exemplar, ExemplarRun } from '../page.ts';
import { probeFamilies } from '../probe-families.ts';
import { holdsLabels, type LabelSet, type TargetLabels, targetLabels } from '../series-labels.ts';
import { type Histogram, observe, startHistogram } from './histogram.ts';
import { type LatestGauges, latestGauges, noGauges } from './latest-gauges.ts';
import type { SharedParts } from './shared-parts.ts';
import { countSliEvent, type SliCount, sliCounts } from './sli-counts.ts';

/** What is kept of one target: numbers, and of its texts only what its series are labelled with. */
export interface TargetSeries {
  target: ScheduledTarget;
  /** The same for all targets of one key. */
  readonly labels: TargetLabels;
  gauges: LatestGauges;
  readonly runs: Record<RunVerdict, number>;
  readonly failures: FailureCount[];
  durations: Readonly<Record<RunVerdict, Histogram>>;
  phases: PhaseHistogram[];
  sli: readonly SliCount[];
  /** When the latest run ended, in Unix seconds; undefined before the first. */
  lastRunSeconds: number | undefined;
  lastSuccessSeconds: number | undefined;
  /** Verdict and blame of the diagnosis of a target that is down. */
  diagnosis: LabelSet | undefined;
}

export type RunVerdict = 'success' | 'failure';

/** Failures of one phase, reason and blame. */
export interface FailureCount {
  readonly own: LabelSet;
  count: number;
  exemplar: Exemplar | undefined;
}

export interface PhaseHistogram {
  readonly phase: string;
  readonly own: LabelSet;
  readonly histogram: Histogram;
}

/** A run to count. */
export interface RecordedRun {
  /** The target as it was when the run began. */
  readonly target: ScheduledTarget;
  readonly result: ProbeResult;
  readonly runId: string;
}

/** Starts the series of a target, its counters at 0. */
export function startSeries(target: ScheduledTarget): TargetSeries {
  return {
    target,
    labels: targetLabels(target.labels),
    gauges: noGauges,
    runs: { success: 0, failure: 0 },
    failures: [],
    durations: startDurations(target.buckets),
    phases: [],
    sli: sliCounts(target.slo, []),
    lastRunSeconds: undefined,
    lastSuccessSeconds: undefined,
    diagnosis: undefined,
  };
}

/** Goes on with the target as it is now. Histograms start again where their buckets are others. */
export function continueSeries(series: TargetSeries, target: ScheduledTarget): void {
  series.target = target;
  series.sli = sliCounts(target.slo, series.sli);
  if (isSame(boundsOf(series), target.buckets)) return;
  series.durations = startDurations(target.buckets);
  series.phases = [];
}

/** Counts a run that ended. */
export function recordRun(series: TargetSeries, run: RecordedRun, shared: SharedParts): void {
  const { target, result } = run;
  const { outcome, durationMs } = result;
  const endedAtSeconds = Math.round(result.startedAtMs + durationMs) / 1000;
  const exemplarRun = run.runId.length > maxRunIdLength ? undefined : { id: run.runId, endedAtSeconds };
  const verdict = outcome.ok ? 'success' : 'failure';
  series.gauges = latestGauges(series.gauges, probeFamilies(result, target.module), shared);
  series.runs[verdict] += 1;
  series.lastRunSeconds = endedAtSeconds;
  if (outcome.ok) {
    series.lastSuccessSeconds = endedAtSeconds;
    series.diagnosis = undefined;
  } else countFailure(failureCount(series, outcome.failure, shared), exemplarRun);
  observe(series.durations[verdict], secondsOf(durationMs), exemplarRun);
  for (const [phase, phaseMs] of Object.entries(outcome.phases)) {
    observe(phaseHistogram(series, phase, shared), secondsOf(phaseMs), exemplarRun);
  }
  for (const count of series.sli) countSliEvent(count, series.target.slo, result);
}

/** Whose fault it is that a target is down, as a diagnosis has found out. */
export interface DiagnosisVerdict {
  readonly code: string;
  readonly blame: string;
}

/** Shows the verdict until the target is up; one that comes after that is about the past. */
export function recordDiagnosis(
  series: TargetSeries,
  { code, blame }: DiagnosisVerdict,
  shared: SharedParts,
): void {
  const isUp = series.lastRunSeconds === series.lastSuccessSeconds;
  if (!isUp) series.diagnosis = shared.labelSet({ verdict: code, blame });
}

/** OpenMetrics 1.0, "Exemplars": names and values together have at most 128 characters. */
const maxRunIdLength = 128 - 'run_id'.length;

function startDurations(bounds: readonly number[]): TargetSeries['durations'] {
  return { success: startHistogram(bounds), failure: startHistogram(bounds) };
}

function boundsOf({ durations }: TargetSeries): readonly number[] {
  return durations.success.upperBounds;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((bound, index) => bound === b[index]);
}

function failureCount({ failures }: TargetSeries, failure: Failure, shared: SharedParts): FailureCount {
  const { phase, reason, blame } = failure;
  const labels = { phase, reason, blame };
  const known = failures.find(({ own }) => holdsLabels(own, labels));
  if (known !== undefined) return known;
  const made: FailureCount = { own: shared.labelSet(labels), count: 0, exemplar: undefined };
  failures.push(made);
  return made;
}

function countFailure(failure: FailureCount, run: ExemplarRun | undefined): void {
  failure.count += 1;
  if (run !== undefined) failure.exemplar = { run, value: 1 };
}

function phaseHistogram(series: TargetSeries, phase: string, shared: SharedParts): Histogram {
  const known = series.phases.find((each) => each.phase === phase);
  if (known !== undefined) return known.histogram;
  const histogram = startHistogram(boundsOf(series));
  series.phases.push({ phase, own: shared.labelSet({ phase }), histogram });
  return histogram;
}
