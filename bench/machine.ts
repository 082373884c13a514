import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, type } from 'node:os';
import { ticksPerSecond } from './process-usage.ts';

/** The machine, in one line: figures of another one are others. */
export function machineLine(): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  return `${availableParallelism()} cores of ${model}, ${type()} ${release()}, Node.js ${process.version}; load ${load} at the start`;
}

/**
 * The CPU time, in seconds, that all processes of the machine have taken since it started, and what its host took
 * from it, out of the text of `/proc/stat` (proc_stat(5)).
 */
export function parseBusySeconds(text: string): number {
  const [user = 0, nice = 0, system = 0, _idle, _iowait, irq = 0, softirq = 0, steal = 0] =
    /^cpu +(.*)$/mu.exec(text)?.[1]?.split(' ').map(Number) ?? [];
  return (user + nice + system + irq + softirq + steal) / ticksPerSecond;
}

/** The same of this machine. */
export function busySeconds(): number {
  return parseBusySeconds(readFileSync('/proc/stat', 'utf8'));
}
