import type { z } from 'zod';
import { type DestinationUse, destinationUses } from '../../../probes/destination.ts';
import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';
import { block, ruleWithin } from '../../../probes/shared/schema/block.ts';
import { nearestName } from '../../../probes/shared/schema/nearest-name.ts';
import { optional, orDefault, quoted, scalar } from '../../../probes/shared/schema/values.ts';
import { completeList, filled } from '../complete-list.ts';
import { type AddressRange, parseRange } from './address-range.ts';
import { parseHostPattern } from './host-pattern.ts';
import {
  type PolicyOptions,
  type PolicyRule,
  type PortRange,
  presets,
  type RuleHost,
} from './policy-options.ts';
import { type AddressKind, addressKinds } from './special-addresses.ts';
import { readHost } from './written-host.ts';

/** The schemes that probers and their helpers go by. */
export const policySchemes = [
  'dns',
  'dot',
  'grpc',
  'grpcs',
  'http',
  'https',
  'icmp',
  'socks5',
  'socks5h',
  'tcp',
  'tls',
  'unix',
  'ws',
  'wss',
] as const;

/** One of a few words; `noun` says of what kind. */
function oneOf<Word extends string>(noun: string, words: readonly Word[]): z.ZodType<Word> {
  return scalar(
    noun,
    ({ text }, refuse) => {
      const found = words.find((word) => word === text);
      if (found !== undefined) return found;
      const near = nearestName(text, words);
      const hint = near === undefined ? `use one of ${words.join(', ')}` : `did you mean "${near}"?`;
      return refuse(`must be ${noun}, not ${quoted(text)}; ${hint}`);
    },
    { kind: 'text', words },
  );
}

/** A pattern of host names. */
export const hostPattern = scalar('a host name', ({ text }, refuse): RuleHost => {
  const fits = parseHostPattern(text);
  if (fits !== undefined) return { text: text.toLowerCase().replace(/\.$/u, ''), fits };
  return refuse(
    readHost(text).kind === 'address' || parseRange(text) !== undefined
      ? `must be a host name, not the address ${quoted(text)}; addresses belong under addresses`
      : `must be a host name such as api.example.com or *.example.com, not ${quoted(text)}`,
  );
});

type RuleAddress =
  | { readonly kind: AddressKind; readonly range?: undefined }
  | { readonly kind?: undefined; readonly range: AddressRange };

const ruleAddress = scalar('a range of addresses', ({ text }, refuse): RuleAddress => {
  const kind = addressKinds.find((known) => known === text);
  if (kind !== undefined) return { kind };
  const range = parseRange(text);
  if (range !== undefined) return { range };
  const near = nearestName(text, addressKinds);
  if (near !== undefined) return refuse(`is no kind of addresses: ${quoted(text)}; did you mean "${near}"?`);
  const host = parseIpLiteral(text) === undefined && parseHostPattern(text) !== undefined;
  return refuse(
    `must be an address or a range such as 192.0.2.0/24 or 2001:db8::/32, or one of ${addressKinds.join(', ')}, not ${quoted(text)}${host ? '; names belong under hosts' : ''}`,
  );
});

const portRange = scalar('a port', ({ text }, refuse): PortRange => {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/u.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  const isRange = range.first >= 1 && range.first <= range.last && range.last <= 65_535;
  return isRange ? range : refuse(`must be a port or a range such as 443 or 8000-8999, not ${quoted(text)}`);
});

const socketPath = scalar('a path', ({ text }, refuse) => {
  if (!/^[/@]/u.test(text)) {
    return refuse(`must be a path that begins with / or, for an abstract socket, @, not ${quoted(text)}`);
  }
  const body = text.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&'));
  const expression = new RegExp(`^${body.join('[^/]*')}$`, 'u');
  return (path: string) => expression.test(path);
});

const nothingMeant = 'has no values, so that the rule would fit nothing; add one, or remove the key';

/** A list that may be left out, and says something if it is there. */
function someOf<Element>(element: z.ZodType<Element>): z.ZodType<readonly Element[] | undefined> {
  return optional(filled(completeList(element), nothingMeant));
}

const keysOfRules = ['hosts', 'paths', 'addresses', 'ports', 'schemes', 'use'] as const;

const ruleBlock = block({
  hosts: someOf(hostPattern),
  paths: someOf(socketPath),
  addresses: someOf(ruleAddress),
  ports: someOf(portRange),
  schemes: someOf(oneOf('a scheme', policySchemes)),
  use: someOf(oneOf<DestinationUse>('a use of connections', destinationUses)),
})
  .check(
    ruleWithin([...keysOfRules], (keys) =>
      keysOfRules.every((key) => keys[key] === undefined)
        ? [{ path: [], message: `says of nothing what is meant; give it one of ${keysOfRules.join(', ')}` }]
        : [],
    ),
    ruleWithin(['paths', 'hosts', 'addresses', 'ports'], ({ paths, ...others }) =>
      paths !== undefined && Object.values(others).some((value) => value !== undefined)
        ? [
            {
              path: ['paths'],
              message: 'is about Unix domain sockets, which have no hosts, addresses and ports',
            },
          ]
        : [],
    ),
  )
  .transform(
    ({ addresses, schemes, use, ...keys }): Omit<PolicyRule, 'name'> => ({
      ...keys,
      addresses: addresses && {
        kinds: new Set(addresses.flatMap(({ kind }) => kind ?? [])),
        ranges: addresses.flatMap(({ range }) => range ?? []),
      },
      schemes: schemes && new Set<string>(schemes),
      use: use && new Set(use),
    }),
  );

/** The block `target_policy`. */
export const policySchema: z.ZodType<PolicyOptions> = block({
  preset: optional(oneOf('a preset', presets)),
  allow: orDefault(completeList(ruleBlock), []),
  deny: orDefault(completeList(ruleBlock), []),
}).transform(
  ({ preset, allow, deny }): PolicyOptions => ({
    // Whoever lists what is allowed means that the rest is not.
    preset: preset ?? (allow.length > 0 ? 'deny-all' : 'allow-all'),
    allow: named('allow', allow),
    deny: named('deny', deny),
  }),
);

/** The hosts that the credentials of a module may be sent to. */
export const credentialHosts: z.ZodType<readonly RuleHost[]> = filled(
  completeList(hostPattern),
  'names no host, so that the module could not be used; add one such as api.example.com, or remove the key',
);

function named(list: string, rules: readonly Omit<PolicyRule, 'name'>[]): readonly PolicyRule[] {
  return rules.map((rule, index) => ({ ...rule, name: `target_policy.${list}[${index}]` }));
}
