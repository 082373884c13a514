import type { Bench, ExporterSide } from '../bench.ts';
import type { Exporter } from '../exporter.ts';
import type { Finding } from '../findings.ts';
import type { ProbeSubject } from '../probe-kinds.ts';
import { type LoadCost, loadBare, loadExporter, type Pace } from '../put-load.ts';
import { type BySide, figuresOf, interleaved, type Side } from '../rounds.ts';

/** One probe, through exporters that run. */
export interface LoadedProbe {
  /** Of the rows. */
  readonly name: string;
  readonly subject: ProbeSubject;
  readonly exporters: ReadonlyMap<ExporterSide, Exporter>;
}

const concurrencies = [1, 50];

const ratesPerSecond = [50, 200, 500];

/** Probes per second and per second of CPU time, one and fifty at a time. */
export async function measureThroughput(bench: Bench, probe: LoadedProbe): Promise<readonly Finding[]> {
  const { closedMs, closedProbes } = bench.plan;
  const findings: Finding[] = [];
  for (const concurrency of concurrencies) {
    const name = `${probe.name}, ${concurrency} at a time`;
    const pace: Pace = { kind: 'closed', concurrency, maxProbes: closedProbes, maxMs: closedMs };
    const costs = await measure(bench, { ...probe, name }, pace);
    findings.push(
      {
        section: 'cpu',
        name,
        figures: figuresOf(costs, ({ probes, cpuSeconds }) =>
          cpuSeconds > 0 ? probes / cpuSeconds : undefined,
        ),
      },
      {
        section: 'throughput',
        name,
        figures: figuresOf(costs, ({ probes, elapsedMs }) => probes / (elapsedMs / 1000)),
      },
    );
  }
  return findings;
}

/** How a finding is made of reported durations. */
export interface DurationFinding {
  readonly section: 'duration' | 'error';
  /** Taken off every duration. */
  readonly lessMs: number;
}

/** The duration that exporters report, at fixed rates of probes. */
export async function measureDurations(
  bench: Bench,
  probe: LoadedProbe,
  { section, lessMs }: DurationFinding,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const ratePerSecond of ratesPerSecond) {
    const probes = Math.ceil((ratePerSecond * bench.plan.openMs) / 1000);
    const name = `${probe.name}, ${ratePerSecond}/s`;
    const costs = await measure(bench, { ...probe, name }, { kind: 'open', ratePerSecond, probes });
    for (const [percentile, field] of [
      ['p50', 'p50Seconds'],
      ['p99', 'p99Seconds'],
    ] as const) {
      const figures = figuresOf(costs, ({ [field]: seconds }) =>
        seconds === undefined ? undefined : seconds * 1000 - lessMs,
      );
      findings.push({ section, name: `${name}, ${percentile}`, figures });
    }
  }
  return findings;
}

/** Interleaved rounds of one load; says so when probes failed. */
async function measure(bench: Bench, probe: LoadedProbe, pace: Pace): Promise<BySide<readonly LoadCost[]>> {
  const { subject, exporters, name } = probe;
  const measures = new Map<Side, () => Promise<LoadCost>>();
  for (const [side, exporter] of exporters) {
    measures.set(side, () => loadExporter(bench, exporter, { path: subject.path, pace }));
  }
  const { bare } = subject;
  if (bare !== undefined) measures.set('floor', () => loadBare(bench, bare, pace));
  const costs = await interleaved(measures, bench.plan.rounds);
  for (const [side, rounds] of costs) {
    const failed = rounds.reduce((sum, each) => sum + each.failed, 0);
    const probes = rounds.reduce((sum, each) => sum + each.probes, 0);
    if (failed > 0) bench.note(`${name}, ${side}: ${failed} of ${probes} probes failed.`);
  }
  return costs;
}
