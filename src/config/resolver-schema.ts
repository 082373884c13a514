import { z } from 'zod';
import type { IpAddress } from '../../probes/contract.ts';
import { parseServer } from '../../probes/dns/server-address.ts';
import {
  type ResolverOptions,
  type ResolverProtocol,
  resolverProtocols,
} from '../../probes/resolver/options.ts';
import { isDomainName } from '../../probes/shared/domain-name.ts';
import { splitHostPort } from '../../probes/shared/host-port.ts';
import { hostsKey } from '../../probes/shared/hosts-file.ts';
import { parseIpLiteral } from '../../probes/shared/ip-literal.ts';
import { block, rule, ruleWithin } from '../../probes/shared/schema/block.ts';
import {
  goDurationMs,
  goInt,
  goString,
  mapOf,
  optional,
  quoted,
  scalar,
} from '../../probes/shared/schema/values.ts';
import { tlsOptions } from '../../probes/shared/tls/options.ts';
import { completeList, filled } from './complete-list.ts';
import { redactUrls } from './redact-text.ts';

const protocol = scalar(
  'a protocol',
  ({ text }, refuse): ResolverProtocol => {
    const known = resolverProtocols.find((name) => name === text);
    return known ?? refuse(`must be one of ${resolverProtocols.join(', ')}, not ${quoted(text)}`);
  },
  { kind: 'text', words: resolverProtocols },
);

// The limits are those of resolv.conf(5): more of anything only hides a dead server for longer.
const timeout = between(goDurationMs, { least: 1, most: 30_000, problem: 'must be between 1ms and 30s' });
const attempts = between(goInt, { least: 1, most: 5, problem: 'must be between 1 and 5' });
const ndots = between(goInt, { least: 0, most: 15, problem: 'must be between 0 and 15' });

const domain = scalar('a domain', ({ text }, refuse) =>
  isDomainName(text)
    ? text.replace(/\.$/u, '')
    : refuse(`must be a domain such as corp.example, not ${quoted(text)}`),
);

const address = scalar(
  'an IP address',
  ({ text }, refuse): IpAddress =>
    parseIpLiteral(text) ?? refuse(`must be an IP address, not ${quoted(text)}`),
);
const oneAddress: z.ZodType<readonly IpAddress[]> = address.transform((only) => [only]);
const severalAddresses = filled(completeList(address), 'must have at least one IP address');

const addresses = z.unknown().transform((input, context): readonly IpAddress[] => {
  const reading = (Array.isArray(input) ? severalAddresses : oneAddress).safeParse(input);
  if (reading.success) return reading.data;
  for (const { path, message } of reading.error.issues) {
    context.issues.push({ code: 'custom', path, message, input });
  }
  return z.NEVER;
});

/** Keys that say how the servers are asked. */
const askingKeys = ['protocol', 'timeout', 'attempts', 'search', 'ndots', 'tls_config'] as const;

/** Reads the block `resolver` of a module. */
export const resolverSchema: z.ZodType<ResolverOptions> = block({
  servers: optional(filled(completeList(goString), 'must name at least one server')),
  protocol: optional(protocol),
  timeout: optional(timeout),
  attempts: optional(attempts),
  search: optional(completeList(domain)),
  ndots: optional(ndots),
  hosts: optional(mapOf(addresses)),
  tls_config: optional(tlsOptions),
})
  .check(
    rule(['servers', 'hosts'], ({ servers, hosts }) =>
      servers === undefined && (hosts === undefined || hosts.size === 0)
        ? 'has neither servers nor hosts, so that nothing is resolved differently; add some, or remove the block'
        : undefined,
    ),
    ruleWithin(['servers', ...askingKeys], (keys) => {
      if (keys.servers !== undefined) return [];
      const idle = askingKeys.filter((key) => keys[key] !== undefined);
      const message = 'says how servers are asked, and there are none; add servers or remove it';
      return idle.map((key) => ({ message, path: [key] }));
    }),
    rule(['servers', 'protocol', 'tls_config'], (keys) =>
      keys.servers !== undefined && keys.tls_config !== undefined && !isSecured(keys.protocol)
        ? 'is for the protocols tls and https; set one of them as protocol or remove it'
        : undefined,
    ),
    ruleWithin(['servers', 'protocol'], (keys) =>
      (keys.servers ?? []).flatMap((server, index, all) => {
        const isRepeated = all.indexOf(server) < index;
        const problem = isRepeated ? 'names a server again' : problemOfServer(server, keys.protocol ?? 'udp');
        // A URL that is refused may hold a password all the same.
        return problem === undefined ? [] : [{ message: redactUrls(problem), path: ['servers', index] }];
      }),
    ),
    ruleWithin(['hosts'], ({ hosts }) => {
      const names = [...(hosts ?? new Map<string, unknown>()).keys()];
      return names.flatMap((name, index) => {
        const message = problemOfHost(name, names.slice(0, index));
        return message === undefined ? [] : [{ message, path: ['hosts', name] }];
      });
    }),
  )
  .transform((keys): ResolverOptions => {
    const hosts = new Map([...(keys.hosts ?? [])].map(([name, listed]) => [hostsKey(name), listed]));
    if (keys.servers === undefined) return { hosts };
    return {
      hosts,
      servers: {
        servers: keys.servers.map(withoutIdleBrackets),
        protocol: keys.protocol ?? 'udp',
        timeoutMs: keys.timeout ?? 2000,
        attempts: keys.attempts ?? 2,
        search: keys.search ?? [],
        ndots: keys.ndots ?? 1,
        tlsOptions: keys.tls_config ?? { serverName: '', insecureSkipVerify: false },
      },
    };
  });

function between(
  number: z.ZodType<number>,
  { least, most, problem }: { readonly least: number; readonly most: number; readonly problem: string },
): z.ZodType<number> {
  return number.transform((value, context) => {
    if (value < least || value > most)
      context.issues.push({ code: 'custom', message: problem, input: value });
    return value;
  });
}

function isSecured(protocol: ResolverProtocol | undefined): boolean {
  return protocol === 'tls' || protocol === 'https';
}

function problemOfServer(text: string, protocol: ResolverProtocol): string | undefined {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//iu.test(text);
  if (protocol === 'https')
    return isUrl ? problemOfUrl(text) : problemOfAddress(text, 'a URL or an IP address');
  if (isUrl) return `must be an IP address, not ${quoted(text)}: a URL needs protocol: https`;
  return problemOfAddress(text, 'an IP address');
}

function problemOfUrl(text: string): string | undefined {
  if (!/^https:/iu.test(text)) return `must be a URL that begins with https://, not ${quoted(text)}`;
  const parsed = parseServer(text, { transport: 'https', dnsOverTls: false, path: '' });
  if (!parsed.ok) return parsed.detail;
  const { host, port } = parsed.server;
  if (host === '') return 'must be a URL with a host';
  return isPort(port) ? undefined : 'must be a URL with a port between 1 and 65535, or with none';
}

function problemOfAddress(text: string, wanted: string): string | undefined {
  if (parseIpLiteral(withoutIdleBrackets(text)) !== undefined) return undefined;
  const split = splitHostPort(text);
  if (!split.ok || parseIpLiteral(split.host) === undefined) {
    return `must be ${wanted}, such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53, not ${quoted(text)}`;
  }
  return isPort(split.port) ? undefined : `must have a port between 1 and 65535, not ${quoted(split.port)}`;
}

function isPort(text: string): boolean {
  return /^[0-9]{1,5}$/u.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

/** An IPv6 address may stand in brackets that no port follows. */
function withoutIdleBrackets(text: string): string {
  return /^\[(?<bare>[^\]]*)\]$/u.exec(text)?.groups?.['bare'] ?? text;
}

function problemOfHost(name: string, before: readonly string[]): string | undefined {
  if (!isDomainName(name)) return 'is no name of a host';
  const same = before.find((other) => hostsKey(other) === hostsKey(name));
  return same === undefined ? undefined : `is the same name as ${same}; write all addresses as one list`;
}
