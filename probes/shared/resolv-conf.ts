import net from 'node:net';

/** How to ask for a name, as `/etc/resolv.conf` says. */
export interface ResolverSettings {
  /** `address`, or `[address]:port` when the port is not 53; never empty. */
  readonly servers: readonly string[];
  /** Domains to complete a name with, without a trailing dot. */
  readonly search: readonly string[];
  /** Names with this many dots are tried as they are before they are completed. */
  readonly ndots: number;
  /** For one answer of one server. */
  readonly timeoutMs: number;
  /** How often all servers are asked. */
  readonly attempts: number;
}

/** A libc, and Go, know no more servers than this. */
const maxServers = 3;
const maxNdots = 15;

/**
 * Reads a text in the format of resolv.conf(5) with the defaults of Go's resolver: `timeout:5`,
 * `attempts:2`, `ndots:1`, the servers of this host, and the domain of `hostName` to search. The last of
 * several `search` and `domain` lines counts. A server may have a port, as in OpenBSD's format: `[192.0.2.53]:5353`.
 *
 * Options not named here (`rotate`, `single-request`, `use-vc`, ...) change nothing.
 */
export function parseResolvConf(text: string, hostName: string): ResolverSettings {
  const servers: string[] = [];
  let search = hostName.includes('.') ? [hostName.slice(hostName.indexOf('.') + 1)] : [];
  let options: ReadonlyMap<string, number> = new Map();
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line
      .replace(/[#;].*/u, '')
      .trim()
      .split(/\s+/u);
    if (keyword === 'nameserver') servers.push(...values.slice(0, 1).filter(isServer));
    else if (keyword === 'domain') search = values.slice(0, 1);
    else if (keyword === 'search') search = values;
    else if (keyword === 'options') options = new Map([...options, ...values.map(parseOption)]);
  }
  return {
    servers: servers.length === 0 ? ['127.0.0.1', '::1'] : servers.slice(0, maxServers),
    search: search.map((domain) => domain.replace(/\.$/u, '')).filter((domain) => domain !== ''),
    ndots: Math.min(Math.max(options.get('ndots') ?? 1, 0), maxNdots),
    timeoutMs: Math.max(options.get('timeout') ?? 5, 1) * 1000,
    attempts: Math.max(options.get('attempts') ?? 2, 1),
  };
}

function isServer(text: string): boolean {
  if (net.isIP(text) !== 0) return true;
  const { ip = '', port } = /^\[(?<ip>[^\]]+)\]:(?<port>\d{1,5})$/u.exec(text)?.groups ?? {};
  return net.isIP(ip) !== 0 && Number(port) > 0 && Number(port) <= 65_535;
}

function parseOption(text: string): [name: string, value: number] {
  const [name = '', value = ''] = text.split(':', 2);
  return [name, /^\d{1,6}$/u.test(value) ? Number(value) : 0];
}
