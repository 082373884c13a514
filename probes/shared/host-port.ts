import { shortened } from './shortened.ts';
import { systemFile } from './system-file.ts';

/** A `host:port` text taken apart; `detail` says what is wrong with it. */
export type HostPort =
  | { readonly ok: true; readonly host: string; readonly port: string }
  | { readonly ok: false; readonly detail: string };

/**
 * Splits `host:port` as Go's `net.SplitHostPort` does: the last colon separates, an IPv6 address stands in
 * brackets (which are removed), and neither half is checked further. Both may be empty.
 */
export function splitHostPort(text: string): HostPort {
  const lastColon = text.lastIndexOf(':');
  if (lastColon < 0) return malformed(text, 'the port is missing');
  if (!text.startsWith('[')) {
    const host = text.slice(0, lastColon);
    if (host.includes(':')) return malformed(text, 'too many colons; an IPv6 address stands in brackets');
    if (/[[\]]/u.test(text)) return malformed(text, 'a bracket in the wrong place');
    return { ok: true, host, port: text.slice(lastColon + 1) };
  }
  const closing = text.indexOf(']');
  if (closing < 0) return malformed(text, 'the closing bracket is missing');
  if (closing + 1 !== lastColon) {
    const tooMany = text[closing + 1] === ':';
    return malformed(text, tooMany ? 'too many colons after the bracket' : 'the port is missing');
  }
  if (text.includes('[', 1) || text.includes(']', closing + 1)) {
    return malformed(text, 'a bracket in the wrong place');
  }
  return { ok: true, host: text.slice(1, closing), port: text.slice(lastColon + 1) };
}

function malformed(text: string, what: string): HostPort {
  return { ok: false, detail: `"${shortened(text)}" is not host:port: ${what}` };
}

/** A port number, or what is wrong with the text that should have named one. */
export type PortLookup =
  | { readonly ok: true; readonly port: number }
  | { readonly ok: false; readonly detail: string };

/** TCP ports by service name in lower case. */
export type Services = ReadonlyMap<string, number>;

/** Names that work without `/etc/services`, which slim images lack: the ones that Go has built in. */
const wellKnownServices: Services = new Map([
  ['ftp', 21],
  ['ftps', 990],
  ['gopher', 70],
  ['http', 80],
  ['https', 443],
  ['imap2', 143],
  ['imap3', 220],
  ['imaps', 993],
  ['pop3', 110],
  ['pop3s', 995],
  ['smtp', 25],
  ['submissions', 465],
  ['ssh', 22],
  ['telnet', 23],
]);

/** The TCP services of a text in the format of services(5), on top of the well-known ones. */
export function parseServices(text: string): Services {
  const services = new Map(wellKnownServices);
  for (const line of text.split('\n')) {
    const [name, portAndProtocol = '', ...aliases] = line.replace(/#.*/u, '').trim().split(/\s+/u);
    const port = /^(?<number>\d+)\/tcp$/u.exec(portAndProtocol)?.groups?.['number'];
    if (name === undefined || port === undefined) continue;
    for (const alias of [name, ...aliases]) services.set(alias, Number(port));
  }
  return services;
}

const systemServices = systemFile('/etc/services', parseServices);

/**
 * The TCP port that `text` names, as Go's dialer reads it: a decimal number with an optional sign and any
 * number of leading zeros, a service name in any case, or nothing at all for port 0.
 */
export function lookupPort(text: string, services: () => Services = systemServices): PortLookup {
  if (/^[+-]?\d*$/u.test(text)) {
    const port = Number(text.replace(/^[+-]$/u, ''));
    if (port >= 0 && port <= 65_535) return { ok: true, port: Math.abs(port) };
    return { ok: false, detail: `port "${shortened(text)}" is not between 0 and 65535` };
  }
  const port = services().get(text.toLowerCase());
  if (port === undefined) {
    return { ok: false, detail: `"${shortened(text)}" is neither a port number nor a known service` };
  }
  return { ok: true, port };
}
