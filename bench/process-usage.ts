import { readdirSync, readFileSync } from 'node:fs';

/** What `/proc/PID/stat` says of a process (proc_pid_stat(5)), all its threads together. */
export interface ProcessStat {
  readonly parent: number;
  /** User and system time, with that of children that have ended and were waited for. */
  readonly cpuSeconds: number;
}

/** What a process and its descendants use. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** `USER_HZ`: what times in `/proc` are counted in, on every Linux that Node.js runs on. */
export const ticksPerSecond = 100;

/** Reads the text of `/proc/PID/stat`. The program's name, in brackets, may hold blanks and brackets. */
export function parseProcessStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // Field 3 of the page, the state, is the first behind the name.
  const field = (number: number) => Number(fields[number - 3]);
  return { parent: field(4), cpuSeconds: (field(14) + field(15) + field(16) + field(17)) / ticksPerSecond };
}

/** Resident memory out of the text of `/proc/PID/status`; 0 for a process that has ended and still has a number. */
export function parseResidentBytes(text: string): number {
  return Number(/^VmRSS:\s*(\d+) kB$/mu.exec(text)?.[1] ?? 0) * 1024;
}

/** What the process `pid` and all its descendants have used and hold; zeros when it is gone. */
export function usageOf(pid: number): ProcessUsage {
  const stats = allStats();
  const tree = treeOf(pid, stats);
  return {
    cpuSeconds: tree.reduce((sum, each) => sum + (stats.get(each)?.cpuSeconds ?? 0), 0),
    residentBytes: tree.reduce((sum, each) => sum + parseResidentBytes(textOf(`/proc/${each}/status`)), 0),
  };
}

/** The process and its descendants, by number. */
export function treeOf(pid: number, stats: ReadonlyMap<number, ProcessStat>): readonly number[] {
  const children = [...stats].filter(([, { parent }]) => parent === pid);
  return [pid, ...children.flatMap(([child]) => treeOf(child, stats))];
}

function allStats(): ReadonlyMap<number, ProcessStat> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/u.test(name));
  return new Map(
    pids.flatMap((pid) => {
      const text = textOf(`/proc/${pid}/stat`);
      return text === '' ? [] : [[Number(pid), parseProcessStat(text)]];
    }),
  );
}

/** Empty for a process that has ended meanwhile. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
