import type { Bench } from './bench.ts';
import type { Exporter } from './exporter.ts';
import { type LoadOrder, type LoadReport, loadReport } from './load/messages.ts';
import type { ProbeSubject } from './probe-kinds.ts';
import { usageOf } from './process-usage.ts';

/** How fast to probe. */
export type Pace = LoadOrder['pace'];

/** A load and what it cost. */
export interface LoadCost extends LoadReport {
  /** Of whoever probed: the exporter, or the process with the bare sockets. */
  readonly cpuSeconds: number;
}

/** Above this part of one core the process that asks may be what limits the throughput. */
const busyLoad = 0.9;

/** CPU time is counted in hundredths of a second: of a shorter load nothing can be said. */
const shortLoadMs = 300;

/** How long the last answers may take after the load has ended; modules have 5 s for a probe. */
const lastAnswersMs = 15_000;

/** Probes through an exporter. */
export async function loadExporter(
  { load, note }: Bench,
  { pid, port }: Exporter,
  { path, pace }: Pick<ProbeSubject, 'path'> & { readonly pace: Pace },
): Promise<LoadCost> {
  const asked = usageOf(load.pid).cpuSeconds;
  const before = usageOf(pid).cpuSeconds;
  const order: LoadOrder = { through: { kind: 'exporter', port, path }, pace };
  const report = await load.ask(order, { answer: loadReport, withinMs: longestMs(pace) });
  const cpuSeconds = usageOf(pid).cpuSeconds - before;
  const busy = (usageOf(load.pid).cpuSeconds - asked) / (report.elapsedMs / 1000);
  if (busy > busyLoad && report.elapsedMs > shortLoadMs) {
    note(`The load generator was busy ${Math.round(busy * 100)} % of the time at ${path}.`);
  }
  return { ...report, cpuSeconds };
}

/** Probes with bare sockets. */
export async function loadBare(
  { bare }: Bench,
  through: NonNullable<ProbeSubject['bare']>,
  pace: Pace,
): Promise<LoadCost> {
  const before = usageOf(bare.pid).cpuSeconds;
  const order: LoadOrder = { through: { kind: 'bare', ...through }, pace };
  const report = await bare.ask(order, { answer: loadReport, withinMs: longestMs(pace) });
  return { ...report, cpuSeconds: usageOf(bare.pid).cpuSeconds - before };
}

function longestMs(pace: Pace): number {
  return lastAnswersMs + (pace.kind === 'closed' ? pace.maxMs : (pace.probes / pace.ratePerSecond) * 1000);
}
