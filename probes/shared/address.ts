import { abortFailure } from '../abort.ts';
import type { AddressEvidence, Destination, IpAddress, LookupFailure, ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import type { AddressOptions } from './address-options.ts';
import { parseIpLiteral, withoutZone } from './ip-literal.ts';
import { refusedHost } from './policy.ts';
import { shortened } from './shortened.ts';

/** The address to dial, or why there is none; `evidence` either way. */
export type AddressChoice = { readonly evidence: AddressEvidence } & (
  | { readonly ok: true; readonly address: IpAddress }
  | { readonly ok: false; readonly failure: Failure }
);

/**
 * Chooses the one address to dial for a host, an IP literal without brackets or a name. Of a host that the target
 * policy refuses, nothing is looked up.
 *
 * IPv6 is preferred when `preferredIpProtocol` is empty or `ip6`, IPv4 for any other text. With fallback, the
 * first address of the preferred family wins, else the last one of the other. Without, only the preferred
 * family is asked for. A literal is never looked up; it keeps its zone only with fallback, and needs no promise.
 */
export function chooseAddress(
  to: Destination,
  options: AddressOptions,
  context: ProbeContext,
): AddressChoice | Promise<AddressChoice> {
  const refused = refusedHost(to, context);
  if (refused !== undefined) return { evidence: { lookupMs: 0 }, ok: false, failure: refused };
  const { host } = to;
  const { clock, transcript } = context;
  const preference = {
    preferred: isIp6(options.preferredIpProtocol) ? 6 : 4,
    fallback: options.ipProtocolFallback,
  } as const;
  const { preferred, fallback } = preference;
  transcript.record('resolve.started', { host: shortened(host), ip_protocol: preferred, fallback });
  const startMs = clock.monotonicMs();
  const conclude = (found: Found): AddressChoice =>
    choiceOf(found, { host, preferred, lookupMs: clock.monotonicMs() - startMs }, transcript);
  const found = withoutLookup(host, preference);
  return found === undefined ? lookUp(host, preference, context).then(conclude) : conclude(found);
}

function choiceOf(
  found: Found,
  {
    host,
    preferred,
    lookupMs,
  }: Pick<Preference, 'preferred'> & { readonly host: string; readonly lookupMs: number },
  transcript: ProbeContext['transcript'],
): AddressChoice {
  if (!found.ok) {
    transcript.record('resolve.failed', { detail: found.failure.detail });
    return { evidence: { lookupMs }, ...found };
  }
  const { address, answers } = found;
  const why = answers.length === 0 ? 'literal' : address.family === preferred ? 'preferred' : 'fallback';
  transcript.record('resolve.chosen', {
    host: shortened(host),
    ip: address.address,
    why,
    answers: answers.map((answer) => answer.address),
  });
  return { evidence: { lookupMs, chosen: address }, ok: true, address };
}

function isIp6(preference: string): boolean {
  return preference === '' || preference === 'ip6';
}

interface Preference {
  readonly preferred: 4 | 6;
  readonly fallback: boolean;
}

type Found =
  /** `answers` are the addresses to choose from; empty for a literal. */
  | { readonly ok: true; readonly address: IpAddress; readonly answers: readonly IpAddress[] }
  | { readonly ok: false; readonly failure: Failure };

const nothingToResolve: Found = {
  ok: false,
  failure: { phase: 'resolve', reason: 'target.invalid', blame: 'local', detail: 'the target names no host' },
};

/** What needs no resolver: an address, and no host at all. */
function withoutLookup(host: string, preference: Preference): Found | undefined {
  if (host === '') return nothingToResolve;
  const literal = parseIpLiteral(host);
  if (literal === undefined) return undefined;
  if (preference.fallback) return { ok: true, address: literal, answers: [] };
  const chosen = pick(host, [withoutZone(literal)], preference);
  return chosen.ok ? { ...chosen, answers: [] } : chosen;
}

async function lookUp(host: string, preference: Preference, context: ProbeContext): Promise<Found> {
  const { preferred, fallback } = preference;
  const families = fallback ? ([6, 4] as const) : ([preferred] as const);
  const { resolver, signal } = context;
  const lookup = await resolver.lookup(host, families, context);
  if (!lookup.ok) {
    const failure = signal.aborted ? abortFailure(signal, 'resolve') : lookupFailure(lookup.failure);
    return { ok: false, failure };
  }
  return pick(host, lookup.addresses, preference);
}

function pick(host: string, addresses: readonly IpAddress[], { preferred, fallback }: Preference): Found {
  const address =
    addresses.find(({ family }) => family === preferred) ?? (fallback ? addresses.at(-1) : undefined);
  if (address !== undefined) return { ok: true, address, answers: addresses };
  const detail = `${shortened(host)} has no IPv${preferred} address, and no other is allowed`;
  return { ok: false, failure: lookupFailure({ reason: 'dns.name_not_resolved', detail }) };
}

/** A name that does not exist is its owner's fault; an unanswered question is the resolver's. */
function lookupFailure({ reason, detail }: LookupFailure): Failure {
  if (reason === 'policy.denied') return { phase: 'policy', reason, blame: 'local', detail };
  const blame = reason === 'dns.name_not_resolved' ? 'target' : 'resolver';
  return { phase: 'resolve', reason, blame, detail };
}
