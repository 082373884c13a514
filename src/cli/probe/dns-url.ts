import { Mapping } from '../../../probes/shared/schema/mapping.ts';
import { Scalar } from '../../../probes/shared/schema/scalar.ts';

/** A DNS URL as a target and the block of a module, or what is wrong with it: a sentence. */
export type DnsUrl =
  | { readonly ok: true; readonly server: string; readonly block: Mapping }
  | { readonly ok: false; readonly message: string };

const form = 'dns://SERVER/NAME?type=AAAA';

/** What a transport means to a module. */
const transports: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  ['udp', { transport_protocol: 'udp' }],
  ['tcp', { transport_protocol: 'tcp' }],
  ['tls', { transport_protocol: 'tcp', dns_over_tls: 'true' }],
  ['https', { transport_protocol: 'https' }],
]);

/**
 * Reads `dns://SERVER[:PORT]/NAME[?type=TYPE;class=CLASS;transport=udp|tcp|tls|https]`.
 *
 * RFC 4501, with a server that has to be named, `transport` as a parameter of ours, and `&` as good as `;`. The type
 * is A unless another is given; mnemonics may be in lower case.
 */
export function parseDnsUrl(text: string): DnsUrl {
  const groups = /^dns:\/\/(?<server>[^/?#]+)\/(?<name>[^?#]+)(?:\?(?<query>[^#]*))?$/iu.exec(text)?.groups;
  const { server, name, query = '' } = groups ?? {};
  if (server === undefined || name === undefined) return refuse(`write it as ${form}`);
  const decoded = decode(name);
  if (decoded === undefined) return refuse('the name has a bad % escape');
  const keys: Record<string, string> = { query_name: decoded, query_type: 'A' };
  for (const parameter of query.split(/[;&]/u).filter((part) => part !== '')) {
    const [key = '', value = ''] = parameter.split('=', 2);
    if (key === 'type') keys['query_type'] = value.toUpperCase();
    else if (key === 'class') keys['query_class'] = value.toUpperCase();
    else if (key === 'transport') {
      const transport = transports.get(value.toLowerCase());
      if (transport === undefined) return refuse(`transport is one of ${[...transports.keys()].join(', ')}`);
      Object.assign(keys, transport);
    } else return refuse(`"${key}" is no parameter; known are type, class and transport`);
  }
  const entries = Object.entries(keys).map(([key, value]) => [key, new Scalar(value, true)] as const);
  return { ok: true, server, block: new Mapping(new Map(entries), () => {}) };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function refuse(why: string): DnsUrl {
  return { ok: false, message: `this is no DNS URL: ${why}` };
}
