/** A peer that a module probes, on loopback. */
export interface Peer extends AsyncDisposable {
  /** What the probe is given as `target`. */
  readonly target: string;
  /** Stands for `$PORT` in the block of the module. */
  readonly port?: number;
}

export type StartPeer = () => Promise<Peer>;

/** What a request says beside module and target. */
export interface RequestChanges {
  readonly hostname?: string;
  /** The header `X-Prometheus-Scrape-Timeout-Seconds`. */
  readonly scrapeTimeout?: string;
}

/**
 * One line of the contract: what `/probe` says of a peer.
 *
 * `block` holds the keys of the module's block in YAML's flow style, "" when the block is left out. `says` is read
 * by {@link pageInTerms}.
 */
export type Row = readonly [
  name: string,
  block: string,
  peer: StartPeer,
  says: string,
  changes?: RequestChanges,
];

/** Lines of the contract about one prober. */
export interface Table {
  readonly about: string;
  readonly prober: string;
  /** The `timeout` of the modules. Default: one that no row of the table reaches. */
  readonly timeout?: string;
  /** Keys that every block begins with. */
  readonly defaults?: string;
  /** Files that blocks name: `$NAME` in a block stands for the path of a file with this text. */
  readonly files?: Readonly<Record<string, string>>;
  /** What names resolve to, beside `localhost`. Only rows without names of their own can be tried in other programs. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  readonly rows: readonly Row[];
}

/** What a row is called beside those of other tables. */
export function titleOf({ about }: Table, [name]: Row): string {
  return `${about} ${name}`;
}

/** The module of a row as one line of YAML, with `paths` for the files of its table. */
export function moduleOf(table: Table, row: Row, peer: Peer, paths: ReadonlyMap<string, string>): string {
  const { prober, timeout = '10s', defaults = '' } = table;
  const values = new Map([...paths, ['PORT', String(peer.port)]]);
  const block = [defaults, row[1]]
    .filter((keys) => keys !== '')
    .join(', ')
    .replaceAll(/\$([A-Z]+)/gu, (unknown, name: string) => values.get(name) ?? unknown);
  return `{prober: ${prober}, timeout: ${timeout}${block === '' ? '' : `, ${prober}: {${block}}`}}`;
}

/** The path of `/probe` that asks for a row. */
export function pathOf(module: string, row: Row, peer: Peer): string {
  const query = new URLSearchParams({ module, target: peer.target });
  const hostname = row[4]?.hostname;
  if (hostname !== undefined) query.set('hostname', hostname);
  return `/probe?${query.toString()}`;
}

/** The header fields of the request for a row. */
export function headersOf(row: Row): Readonly<Record<string, string>> {
  const scrapeTimeout = row[4]?.scrapeTimeout;
  return scrapeTimeout === undefined ? {} : { 'X-Prometheus-Scrape-Timeout-Seconds': scrapeTimeout };
}
