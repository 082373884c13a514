import { readFileSync } from 'node:fs';

/** How many descriptors this process may have open, by its soft limit; undefined where nobody says. */
export function descriptorLimit(): number | undefined {
  try {
    const [, soft] = /^Max open files +(\d+)/mu.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}

/** So many connections of clients, or half of what this process may have open: the rest is for probes. */
export function affordableConnections(wanted: number, descriptors: number | undefined): number {
  return descriptors === undefined ? wanted : Math.max(1, Math.min(wanted, Math.floor(descriptors / 2)));
}
