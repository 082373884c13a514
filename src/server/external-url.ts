import { splitHostPort } from '../../probes/shared/host-port.ts';

/** Where browsers find this exporter, or why `--web.external-url` says nothing usable. */
export type ExternalUrl =
  | { readonly ok: true; readonly url: string; readonly path: string }
  | { readonly ok: false; readonly error: string };

/** What the external URL is computed from. */
export interface ExternalUrlSources {
  /** `--web.external-url`; empty when it was not given. */
  readonly flag: string;
  /** The first `--web.listen-address`, whose port stands in for a missing flag. */
  readonly listenAddress: string;
  readonly hostname: string;
}

const parts = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/is;

/**
 * The external URL without slashes at the end of its path; `path` is empty or begins with a slash. A text
 * without scheme and host, such as `foo/bar`, counts as a path.
 */
export function externalUrl({ flag, listenAddress, hostname }: ExternalUrlSources): ExternalUrl {
  if (flag === '') {
    const address = splitHostPort(listenAddress);
    if (!address.ok) return { ok: false, error: address.detail };
    return { ok: true, url: `http://${hostname}:${address.port}`, path: '' };
  }
  if (/^["']|["']$/.test(flag)) return { ok: false, error: 'URL must not begin or end with quotes' };
  const match = parts.exec(flag);
  const problem = match === null ? 'not a URL' : urlProblem(match);
  if (match === null || problem !== undefined) {
    return { ok: false, error: `invalid external URL: ${problem ?? 'not a URL'}` };
  }
  const [, scheme, authority, rawPath = '', query = '', fragment = ''] = match;
  const trimmed = rawPath.replace(/\/+$/, '');
  const path = trimmed === '' || trimmed.startsWith('/') ? trimmed : `/${trimmed}`;
  const origin = `${scheme === undefined ? '' : `${scheme}:`}${authority === undefined ? '' : `//${authority}`}`;
  return { ok: true, url: `${origin}${path}${query}${fragment}`, path };
}

function urlProblem([flag, scheme, authority, path = '']: RegExpExecArray): string | undefined {
  if (/\p{Cc}/u.test(flag)) return 'control character';
  if (/%(?![0-9a-f]{2})/i.test(path)) return 'bad escape in its path';
  if (scheme === undefined && authority === undefined && /^[^/]*:/.test(path)) {
    return 'the first part of a path must not contain a colon';
  }
  const host = authority?.slice(authority.lastIndexOf('@') + 1) ?? '';
  if (!/^(?:\[[0-9a-f:.%a-z]*\]|[^\s[\]<>":]*)(?::\d*)?$/i.test(host)) return `bad host "${host}"`;
  return undefined;
}

/**
 * The path under which everything is served: `/`, or `/x/y/` with a slash at both ends. `flag` is
 * `--web.route-prefix`; when it is empty the external URL's path is taken.
 */
export function routePrefix(flag: string, externalPath: string): string {
  const inner = (flag === '' ? externalPath : flag).replace(/^\/+|\/+$/g, '');
  return inner === '' ? '/' : `/${inner}/`;
}
