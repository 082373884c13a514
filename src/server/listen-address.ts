import { lookupPort, splitHostPort } from '../../probes/shared/host-port.ts';

/** Where to listen, or what is wrong with the text that should have said so. */
export type ListenAddress =
  /** Without `host`: every address of this machine. */
  | { readonly ok: true; readonly host?: string; readonly port: number }
  | { readonly ok: false; readonly error: string };

/** Reads a `--web.listen-address`: `:9115`, `127.0.0.1:9115`, `[::1]:9115`, `localhost:9115`. */
export function parseListenAddress(text: string): ListenAddress {
  if (text.startsWith('vsock://')) {
    return { ok: false, error: `"${text}": Node.js has no vsock sockets; listen on host:port` };
  }
  const parts = splitHostPort(text);
  if (!parts.ok) return { ok: false, error: parts.detail };
  const port = lookupPort(parts.port);
  if (!port.ok) return { ok: false, error: port.detail };
  return parts.host === '' ? { ok: true, port: port.port } : { ok: true, host: parts.host, port: port.port };
}
