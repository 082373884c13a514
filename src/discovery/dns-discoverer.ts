import { hostname } from 'node:os';
import { parseResolvConf } from '../../probes/shared/resolv-conf.ts';
import { systemFile } from '../../probes/shared/system-file.ts';
import type { DnsSdConfig } from '../config/schedule.ts';
import type { Timers } from '../engine/timers.ts';
import type { Discoverer, Finding } from './discoverer.ts';
import { type DnsRecord, lookUpRecords, type RecordType } from './dns-records.ts';
import { withinMs } from './time-limit.ts';

/** No refresh takes longer, however patient `/etc/resolv.conf` is. */
const maxRefreshMs = 30_000;

/**
 * Names whose records are targets, by the servers and search domains of the file at `resolvConfPath`. A name
 that does not exist, or has no such records, has no targets.
 */
export function dnsDiscoverer(
  { names, type, port, refreshIntervalMs }: DnsSdConfig,
  { resolvConfPath, timers }: { readonly resolvConfPath: string; readonly timers: Timers },
): Discoverer {
  const settings = systemFile(resolvConfPath, (text) => parseResolvConf(text, hostname()));
  const placeOf = (name: string): string => `${type} ${name}`;
  const places = new Set(names.map(placeOf));
  return {
    kind: 'dns',
    name: [...places].join(', '),
    refreshIntervalMs,
    hasPlace: (place) => places.has(place),
    shown: (place) => place,
    async refresh(end) {
      using time = withinMs(Math.min(refreshIntervalMs, maxRefreshMs), { timers, end });
      const { signal } = time;
      const findings = await Promise.all(
        names.map(async (name): Promise<[string, Finding]> => {
          const lookup = await lookUpRecords({ name, type, settings: settings() }, signal);
          return [placeOf(name), lookup.ok ? findingOf(name, lookup.records, { type, port }) : lookup];
        }),
      );
      return { findings: new Map(findings), isComplete: true };
    },
    [Symbol.dispose]: () => {},
  };
}

function findingOf(
  name: string,
  records: readonly DnsRecord[],
  { type, port }: { readonly type: RecordType; readonly port: number | undefined },
): Finding {
  // Servers change the order of records from answer to answer.
  const targets = [...new Set(records.map((record) => targetOf(record, port)))].sort();
  if (targets.length > 0) return { ok: true, groups: [{ targets, labels: {} }] };
  return { ok: true, groups: [], remark: `${name} has no ${type} records` };
}

/** `host:port`, or the bare address where no port is known. */
function targetOf({ host, port: ownPort }: DnsRecord, configuredPort: number | undefined): string {
  const port = ownPort ?? configuredPort;
  if (port === undefined) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
