import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, ExporterSide } from '../bench.ts';
import { type ExporterCommand, startExporter } from '../exporter.ts';
import type { Finding } from '../findings.ts';
import { type ProbeSubject, probeSubject } from '../probe-kinds.ts';
import { usageOf } from '../process-usage.ts';
import { loadExporter, type Pace } from '../put-load.ts';
import { type Point, slope } from '../statistics.ts';

/** How many times memory is looked at on the way. */
const looks = 20;

const concurrency = 20;

/** So much time there is for each probe: more than one takes on a machine with nothing else to do. */
const longestProbeMs = 1;

/** After a start, for what a program still does then. */
const settleMs = 1000;

/** After that: runtimes give back what a start took when nothing was done for some seconds. */
const restMs = 30_000;

const mebibyte = 1024 * 1024;

interface AtRest {
  readonly startedBytes: number;
  readonly idleBytes: number;
}

interface UnderLoad {
  readonly highestBytes: number;
  readonly lastBytes: number;
  readonly bytesPerProbe: number;
}

/** Resident memory of each exporter: fresh from its start, at rest, and on the way through many HTTP probes; one round. */
export async function measureMemory(bench: Bench): Promise<readonly Finding[]> {
  const { memoryProbes } = bench.plan;
  const subject = probeSubject('http', bench.targets);
  if (subject === undefined) return [];
  const resting = await Promise.all(
    [...bench.exporters].map(async ([side, command]) => [side, await memoryAtRest(bench, command)] as const),
  );
  const atRest = new Map(resting);
  const measured: (readonly [ExporterSide, AtRest & UnderLoad])[] = [];
  for (const [side, command] of bench.exporters) {
    const rest = atRest.get(side);
    if (rest === undefined) continue;
    measured.push([side, { ...rest, ...(await memoryUnderLoad(bench, { side, command, subject })) }]);
  }
  const finding = (name: string, figure: (memory: AtRest & UnderLoad) => number): Finding => ({
    section: 'memory',
    name,
    figures: new Map(measured.map(([side, memory]) => [side, [figure(memory)]])),
  });
  const probes = memoryProbes.toLocaleString('en');
  return [
    finding('a second after the start, MiB', ({ startedBytes }) => startedBytes / mebibyte),
    finding('idle for half a minute, MiB', ({ idleBytes }) => idleBytes / mebibyte),
    finding(`after ${probes} probes, MiB`, ({ lastBytes }) => lastBytes / mebibyte),
    finding('highest on the way, MiB', ({ highestBytes }) => highestBytes / mebibyte),
    finding(
      'growth in the second half, KiB per 1,000 probes',
      ({ bytesPerProbe }) => (bytesPerProbe * 1000) / 1024,
    ),
  ];
}

async function memoryAtRest(bench: Bench, command: ExporterCommand): Promise<AtRest> {
  await using exporter = await startExporter(bench.children, command);
  await sleep(settleMs);
  const startedBytes = usageOf(exporter.pid).residentBytes;
  await sleep(restMs);
  return { startedBytes, idleBytes: usageOf(exporter.pid).residentBytes };
}

async function memoryUnderLoad(
  bench: Bench,
  { side, command, subject }: { side: ExporterSide; command: ExporterCommand; subject: ProbeSubject },
): Promise<UnderLoad> {
  await using exporter = await startExporter(bench.children, command);
  await sleep(settleMs);
  const maxProbes = Math.ceil(bench.plan.memoryProbes / looks);
  const pace: Pace = { kind: 'closed', concurrency, maxProbes, maxMs: maxProbes * longestProbeMs };
  const points: Point[] = [];
  let probes = 0;
  let failed = 0;
  while (points.length < looks) {
    const report = await loadExporter(bench, exporter, { path: subject.path, pace });
    probes += report.probes;
    failed += report.failed;
    points.push({ x: probes, y: usageOf(exporter.pid).residentBytes });
  }
  if (probes < bench.plan.memoryProbes)
    bench.note(`memory, ${side}: there was time for ${probes} probes only.`);
  if (failed > 0) bench.note(`memory, ${side}: ${failed} of ${probes} probes failed.`);
  return {
    highestBytes: Math.max(...points.map(({ y }) => y)),
    lastBytes: points.at(-1)?.y ?? Number.NaN,
    bytesPerProbe: slope(points.slice(looks / 2)) ?? Number.NaN,
  };
}
