import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseResolvConf } from '../../probes/shared/resolv-conf.ts';
import type { RunProbe } from '../engine/run.ts';
import { traceRoute } from './route/trace.ts';
import type { Surroundings } from './surroundings.ts';
import { overIp6 } from './usual-resolvers.ts';
import { hostNetwork } from './vantage/host-network.ts';
import { isClockKept } from './vantage/kernel-clock.ts';
import type { Limits } from './within.ts';

/** The root servers of the DNS, `a` to `m` (IANA, root hints). */
const rootServers: Readonly<Record<'ip4' | 'ip6', readonly string[]>> = {
  ip4: [
    '198.41.0.4',
    '170.247.170.2',
    '192.33.4.12',
    '199.7.91.13',
    '192.203.230.10',
    '192.5.5.241',
    '192.112.36.4',
    '198.97.190.53',
    '192.36.148.17',
    '192.58.128.30',
    '193.0.14.129',
    '199.7.83.42',
    '202.12.27.33',
  ],
  ip6: [
    '2001:503:ba3e::2:30',
    '2801:1b8:10::b',
    '2001:500:2::c',
    '2001:500:2d::d',
    '2001:500:a8::e',
    '2001:500:2f::f',
    '2001:500:12::d0d',
    '2001:500:1::53',
    '2001:7fe::53',
    '2001:503:c27::2:30',
    '2001:7fd::1',
    '2001:500:9f::42',
    '2001:dc3::35',
  ],
};

/** What the caller of a diagnosis says of it. */
export interface SurroundingsOptions {
  readonly run: RunProbe;
  readonly limits: Limits;
  /** Empty: nobody outside is asked anything, root servers included. */
  readonly otherResolvers: readonly string[];
  /** Where the resolver's settings are; another path is for tests. */
  readonly resolvConf?: string;
}

/** The surroundings of this host as they are now. */
export function hostSurroundings(options: SurroundingsOptions): Surroundings {
  const { run, limits, otherResolvers, resolvConf = '/etc/resolv.conf' } = options;
  const { ip4, ip6 } = hostNetwork().hasGlobalAddress;
  const family = ip6 && !ip4 ? 'ip6' : 'ip4';
  return {
    run,
    limits,
    nameServers: parseResolvConf(textOf(resolvConf), hostname()).servers,
    otherResolvers: family === 'ip6' ? overIp6(otherResolvers) : otherResolvers,
    roots: otherResolvers.length === 0 ? [] : rootServers[family],
    trace: traceRoute,
    network: hostNetwork,
    isClockKept,
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
