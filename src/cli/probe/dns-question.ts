import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { recordTypes } from '../../../probes/dns/mnemonics.ts';
import { parseResolvConf } from '../../../probes/shared/resolv-conf.ts';
import { printable } from '../terminal/printable.ts';

/** A question as a target, or what is wrong with it: a sentence. */
export type DnsQuestion =
  | { readonly ok: true; readonly target: string }
  | { readonly ok: false; readonly message: string };

/**
 * Reads `NAME [TYPE] [@SERVER]` in any order, as dig does, into a `dns://` URL; such a URL is taken as it is. Without
 * `@SERVER` it is the first server of `/etc/resolv.conf`.
 */
export async function dnsTarget(
  words: readonly string[],
  resolvConf = '/etc/resolv.conf',
): Promise<DnsQuestion> {
  const [first = ''] = words;
  if (/^dns:\/\//iu.test(first)) {
    return words.length === 1
      ? { ok: true, target: first }
      : { ok: false, message: 'a dns:// URL says everything: nothing may stand beside it' };
  }
  const servers = words.filter((word) => word.startsWith('@'));
  const others = words.filter((word) => !word.startsWith('@'));
  // A name may look like a type, so that the first word is always the name.
  const [name = '', ...types] = others;
  const wrong = types.find((type) => !recordTypes.has(type.toUpperCase()));
  if (name === '') return { ok: false, message: 'there is no name to ask for' };
  if (wrong !== undefined) return { ok: false, message: `'${printable(wrong)}' is no type of records` };
  if (types.length > 1 || servers.length > 1) {
    return { ok: false, message: 'one name, one type and one @server make a question' };
  }
  const server = servers[0]?.slice(1) ?? (await usualServer(resolvConf));
  const type = types[0]?.toUpperCase() ?? 'A';
  return { ok: true, target: `dns://${bracketed(server)}/${encodeURIComponent(name)}?type=${type}` };
}

async function usualServer(resolvConf: string): Promise<string> {
  const text = await readFile(resolvConf, 'utf8').catch(() => '');
  return parseResolvConf(text, hostname()).servers[0] ?? '127.0.0.1';
}

/** An IPv6 address in a URL stands in brackets. */
function bracketed(server: string): string {
  return !server.startsWith('[') && server.split(':').length > 2 ? `[${server}]` : server;
}
