/** The ports of schemes that need not say one. */
const usualPorts: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  tls: 443,
  dns: 53,
};

/** The host and the port that a target names, as far as its text tells. */
export interface TargetConnection {
  /** In lower case, without brackets. */
  readonly host: string;
  readonly port?: number;
}

/** Takes a target apart; one without a scheme is `host`, `host:port` or begins with one of them. */
export function connectionOf(target: string): TargetConnection {
  const { scheme = '', authority = '' } =
    /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<authority>[^/?#]*)/iu.exec(target)?.groups ?? {};
  const bare = authority.slice(authority.lastIndexOf('@') + 1);
  const { host = '', port } = /^(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>\d+))?$/u.exec(bare)?.groups ?? {};
  const known =
    port === undefined ? (usualPorts[scheme.toLowerCase()] ?? portWithoutScheme(scheme)) : Number(port);
  return {
    host: host.toLowerCase().replace(/^\[(.*)\]$/u, '$1'),
    ...(known !== undefined && { port: known }),
  };
}

/** A bare host is probed as `http://host`. */
function portWithoutScheme(scheme: string): number | undefined {
  return scheme === '' ? usualPorts['http'] : undefined;
}
