import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { usageOf } from '../process-usage.ts';

/** What the exporter holds at one moment between two loads. */
export interface SoakSample {
  /** Probes that the load had asked for by then. */
  readonly probes: number;
  readonly descriptors: number;
  /** What Node.js counts as handles and requests under way. */
  readonly handles: number;
  readonly threads: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  /** Of `vantage_probes_in_flight`: those of the schedules. */
  readonly inFlight: number;
  /** Of `vantage_bugs_total`. */
  readonly bugs: number;
}

/** Looks at the exporter, from outside and at its own metrics. */
export async function takeSample(
  { pid, port }: { readonly pid: number; readonly port: number },
  probes: number,
): Promise<SoakSample> {
  const page = await ownMetrics(port);
  return {
    probes,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    handles: sumOf(page, 'nodejs_active_resources'),
    threads: Number(
      /^Threads:\s*(\d+)$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN,
    ),
    residentBytes: usageOf(pid).residentBytes,
    heapBytes: sumOf(page, 'nodejs_heap_size_used_bytes'),
    inFlight: sumOf(page, 'vantage_probes_in_flight'),
    bugs: sumOf(page, 'vantage_bugs_total'),
  };
}

/** The exporter's page of metrics about itself. */
export async function ownMetrics(port: number): Promise<string> {
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path: '/metrics?self=only', agent: false }, resolve)
      .on('error', reject);
  });
  return text(answer);
}

/** The sum of all series of a family. */
export function sumOf(page: string, family: string): number {
  const lines = page.matchAll(new RegExp(`^${family}(?:\\{[^\\n]*\\})? (\\S+)$`, 'gmu'));
  return [...lines].reduce((sum, [, value = '']) => sum + Number(value), 0);
}
