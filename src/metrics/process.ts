import { readFileSync } from 'node:fs';
import { Counter, Gauge, type Registry } from 'prom-client';

/** Reads a file below `/proc/self`; undefined where there is none. */
export type ReadProc = (path: string) => string | undefined;

/** Linux's number for no limit, as the reference shows it. */
const unlimitedBytes = 2 ** 64 - 1;

/** The soft limit on the address space in bytes, from `/proc/self/limits`; see proc_pid_limits(5). */
export function addressSpaceLimitBytes(limits: string): number | undefined {
  const [, soft] = /^Max address space +(\S+)/m.exec(limits) ?? [];
  return soft === 'unlimited' ? unlimitedBytes : numberIn(soft);
}

/** Bytes that went over IP, headers included. */
export interface IpOctets {
  readonly received: number;
  readonly transmitted: number;
}

/** What `/proc/self/net/netstat` counts in `IpExt`: pairs of lines, names above their values. */
export function ipOctets(netstat: string): IpOctets | undefined {
  const [names = '', values = ''] = netstat.split('\n').filter((line) => line.startsWith('IpExt: '));
  const words = values.split(' ');
  const valueOf = (name: string) => numberIn(words[names.split(' ').indexOf(name)]);
  const received = valueOf('InOctets');
  const transmitted = valueOf('OutOctets');
  return received === undefined || transmitted === undefined ? undefined : { received, transmitted };
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * Registers what the reference tells of its process and prom-client does not, each only where Linux tells it. The
 * file system behind `/proc` is memory: reading it blocks nothing.
 */
export function registerProcessMetrics(registry: Registry, readProc: ReadProc = readOwnProc): void {
  const limit = () => addressSpaceLimitBytes(readProc('limits') ?? '');
  if (limit() !== undefined) {
    const mostMemory = new Gauge({
      name: 'process_virtual_memory_max_bytes',
      help: 'Most virtual memory that the process may have, in bytes.',
      registers: [],
      collect() {
        this.set(limit() ?? Number.NaN);
      },
    });
    registry.registerMetric(mostMemory);
  }
  const octets = () => ipOctets(readProc('net/netstat') ?? '');
  if (octets() === undefined) return;
  const counter = (name: string, direction: string, read: (octets: IpOctets) => number): Counter =>
    new Counter({
      name,
      help: `Bytes ${direction} over IP in the network namespace of the process, those of others in it included.`,
      registers: [],
      collect() {
        this.reset();
        const now = octets();
        if (now !== undefined) this.inc(read(now));
      },
    });
  registry.registerMetric(
    counter('process_network_receive_bytes_total', 'received', ({ received }) => received),
  );
  registry.registerMetric(
    counter('process_network_transmit_bytes_total', 'sent', ({ transmitted }) => transmitted),
  );
}

function readOwnProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/self/${path}`, 'utf8');
  } catch {
    return undefined;
  }
}
