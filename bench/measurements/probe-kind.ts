import type { Bench, ExporterSide } from '../bench.ts';
import { leastExporter } from '../contenders.ts';
import { type Exporter, startExporter } from '../exporter.ts';
import type { Finding } from '../findings.ts';
import { delaySubject, type ProbeKind, probeSubject } from '../probe-kinds.ts';
import { loadExporter, type Pace } from '../put-load.ts';
import { delayMs } from '../targets/targets.ts';
import { type LoadedProbe, measureDurations, measureThroughput } from './under-load.ts';

const oneProbe: Pace = { kind: 'closed', concurrency: 1, maxProbes: 1, maxMs: 1000 };

const warmUpConcurrency = 20;

/**
 * All that is measured of one kind of probe, on exporters of its own, so that its figures do not depend on what else
 * was measured. They are measured warm: V8 compiles what runs often, and takes thousands of probes for it. A kind
 * that does not succeed here through each exporter is left out, with a note.
 */
export async function measureProbeKind(bench: Bench, kind: ProbeKind): Promise<readonly Finding[]> {
  const subject = probeSubject(kind, bench.targets);
  if (subject === undefined) {
    bench.note(`${kind} is left out: openssl is not installed, so there is no certificate.`);
    return [];
  }
  const { warmUpProbes: maxProbes, warmUpMs: maxMs } = bench.plan;
  const warmUp: Pace = { kind: 'closed', concurrency: warmUpConcurrency, maxProbes, maxMs };
  const exporters = new Map<ExporterSide, Exporter>();
  try {
    const least = subject.bare === undefined ? [] : ([['least', leastExporter]] as const);
    for (const [side, command] of [...bench.exporters, ...least]) {
      const exporter = await startExporter(bench.children, command);
      exporters.set(side, exporter);
      const { failed } = await loadExporter(bench, exporter, { path: subject.path, pace: oneProbe });
      if (failed > 0) {
        bench.note(`${kind} is left out: the first probe through ${side} failed.`);
        return [];
      }
      await loadExporter(bench, exporter, { path: subject.path, pace: warmUp });
    }
    return await measureAll(bench, kind, { name: kind, subject, exporters });
  } finally {
    for (const exporter of exporters.values()) await exporter[Symbol.asyncDispose]();
  }
}

async function measureAll(bench: Bench, kind: ProbeKind, probe: LoadedProbe): Promise<readonly Finding[]> {
  const findings = [...(await measureThroughput(bench, probe))];
  if (kind === 'http' || kind === 'https') {
    findings.push(...(await measureDurations(bench, probe, { section: 'duration', lessMs: 0 })));
  }
  if (kind === 'http') {
    const delayed = { ...probe, subject: delaySubject(bench.targets) };
    findings.push(...(await measureDurations(bench, delayed, { section: 'error', lessMs: delayMs })));
  }
  return findings;
}
