import type { DnsMessage, DnsRecord } from '../../../probes/dns/message.ts';
import { recordTypes, responseCodeName } from '../../../probes/dns/mnemonics.ts';
import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';
import type { ServerAnswer, ZoneAnswers } from '../evidence.ts';
import { type Limits, within } from '../within.ts';
import { addressesIn, askDns, askForAddresses } from './dns-question.ts';

/** A name server of a zone; `addresses` as `address` or `[address]:port`, empty when they are not known yet. */
interface NameServer {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** A zone with those who answer for it. */
interface Zone {
  /** Lower case, with a trailing dot. */
  readonly name: string;
  readonly servers: readonly NameServer[];
}

/** How far a walk goes: what is below costs time and packets, and real names need less. */
const maxReferrals = 10;
const maxAliases = 4;
const maxServers = 6;
/** How many servers of a zone on the way are asked at once. */
const askedAtOnce = 3;
/** Names of name servers that need a walk of their own to be found, one below the other. */
const maxDepth = 2;

/** What a walk needs. */
export interface WalkOptions {
  readonly limits: Limits;
  /** `address` or `[address]:port` of root servers. */
  readonly roots: readonly string[];
  /** For one answer. */
  readonly answerMs: number;
}

/**
 * Asks the servers of the name's own zone, found from the root down without any resolver (RFC 1034, section 5.3.3): one
 * entry for the zone of the name and, when that says that it is an alias, for each zone that it leads to.
 */
export async function askZones(name: string, options: WalkOptions): Promise<readonly ZoneAnswers[]> {
  const zones: ZoneAnswers[] = [];
  let wanted = absolute(name);
  for (let alias = 0; alias <= maxAliases; alias += 1) {
    const found = await findZone(wanted, options, 0);
    if (!found.ok) return [...zones, { zone: found.zone, name: wanted, answers: [], problem: found.problem }];
    const { answers, next } = await askZone(found.zone, wanted, options);
    zones.push({ zone: found.zone.name, name: wanted, answers });
    if (next === undefined) return zones;
    wanted = next;
  }
  return zones;
}

type FoundZone =
  | { readonly ok: true; readonly zone: Zone }
  | { readonly ok: false; readonly zone: string; readonly problem: string };

async function findZone(name: string, options: WalkOptions, depth: number): Promise<FoundZone> {
  let zone: Zone = { name: '.', servers: options.roots.map((root) => ({ name: root, addresses: [root] })) };
  for (let step = 0; step < maxReferrals; step += 1) {
    const message = await firstUsable(zone, name, options);
    if (message === undefined) {
      // Whoever is to be asked and does not answer is the finding, unless it is the root: then we are cut off.
      if (zone.name === '.') return { ok: false, zone: '.', problem: 'no root server answers' };
      return { ok: true, zone };
    }
    const referral = referralIn(message, name, zone.name);
    if (referral === undefined) return { ok: true, zone };
    const servers = await addressed(referral.servers, options, depth);
    if (servers.length === 0) {
      return { ok: false, zone: referral.name, problem: 'the addresses of its name servers cannot be found' };
    }
    zone = { name: referral.name, servers };
  }
  return { ok: false, zone: zone.name, problem: 'the way to it has no end' };
}

/** Asks servers of a zone, a few at once, for the first reply that leads on or ends the walk. */
async function firstUsable(zone: Zone, name: string, options: WalkOptions): Promise<DnsMessage | undefined> {
  const addresses = zone.servers.flatMap((server) => server.addresses.slice(0, 1));
  for (let start = 0; start < addresses.length && start < 2 * askedAtOnce; start += askedAtOnce) {
    if (options.limits.signal.aborted) return undefined;
    const asked = addresses.slice(start, start + askedAtOnce).map(async (server) => {
      const reply = await within(options.limits, options.answerMs, (context) =>
        askDns({ server, name, type: 'A', isRecursive: false }, context),
      );
      const code = reply.ok ? responseCodeName(reply.message.responseCode) : undefined;
      if (!reply.ok || (code !== 'NOERROR' && code !== 'NXDOMAIN')) throw new Error('not usable');
      return reply.message;
    });
    const message = await Promise.any(asked).catch(() => undefined);
    if (message !== undefined) return message;
  }
  return undefined;
}

/** The zone below that a reply refers to; `undefined` when the reply answers by itself. */
function referralIn(message: DnsMessage, name: string, current: string): Zone | undefined {
  if (message.answers.length > 0) return undefined;
  const records = ofType(message.authorities, 'NS').filter(({ name: owner }) => {
    const below = owner.toLowerCase();
    return below !== current && isWithin(below, current) && isWithin(name, below);
  });
  const [first] = records;
  if (first === undefined) return undefined;
  const zone = first.name.toLowerCase();
  const glue = [...ofType(message.additionals, 'A'), ...ofType(message.additionals, 'AAAA')];
  const servers = records
    .filter((record) => record.name.toLowerCase() === zone)
    .map(({ data }): NameServer => {
      const server = data.toLowerCase();
      const known = glue.filter((record) => record.name.toLowerCase() === server);
      return { name: server, addresses: known.flatMap((record) => literal(record.data)) };
    });
  return { name: zone, servers };
}

/** The servers that an address is known of, or can be found for, by a walk of its own. */
async function addressed(
  servers: readonly NameServer[],
  options: WalkOptions,
  depth: number,
): Promise<readonly NameServer[]> {
  const known = servers.filter(({ addresses }) => addresses.length > 0);
  if (known.length > 0 || depth >= maxDepth) return known.slice(0, maxServers);
  const found = await Promise.all(
    servers.slice(0, askedAtOnce).map(async ({ name }): Promise<NameServer> => {
      const zone = await findZone(name, options, depth + 1);
      if (!zone.ok) return { name, addresses: [] };
      const message = await firstUsable(zone.zone, name, options);
      return {
        name,
        addresses: message === undefined ? [] : addressesIn(message).map(({ address }) => address),
      };
    }),
  );
  return found.filter(({ addresses }) => addresses.length > 0);
}

/** Asks each server of a zone; `next` is what the name is an alias of, when that is all they say. */
async function askZone(
  zone: Zone,
  name: string,
  options: WalkOptions,
): Promise<{ readonly answers: readonly ServerAnswer[]; readonly next?: string }> {
  const asked = await Promise.all(
    zone.servers.slice(0, maxServers).map(async ({ name: serverName, addresses: [server = ''] }) => {
      const { answer, messages } = await within(options.limits, options.answerMs, (context) =>
        askForAddresses({ server, name, isRecursive: false }, context),
      );
      return { answer: server === serverName ? answer : { ...answer, serverName }, messages };
    }),
  );
  const answers = asked.map(({ answer }) => answer);
  if (answers.some(({ kind }) => kind === 'addresses')) return { answers };
  const messages = asked.flatMap((each) => each.messages);
  const next = messages.flatMap((message) => aliasOf(name, message) ?? [])[0];
  return next === undefined ? { answers } : { answers, next };
}

/** What the name leads to in the end, by the aliases in an answer. */
function aliasOf(name: string, message: DnsMessage): string | undefined {
  const aliases = new Map(
    ofType(message.answers, 'CNAME').map((record) => [record.name.toLowerCase(), record.data.toLowerCase()]),
  );
  let end = name;
  for (let step = 0; step < aliases.size; step += 1) end = aliases.get(end) ?? end;
  return end === name ? undefined : end;
}

function ofType(records: readonly DnsRecord[], mnemonic: string): readonly DnsRecord[] {
  const type = recordTypes.get(mnemonic);
  return records.filter((record) => record.type === type);
}

function literal(text: string): readonly string[] {
  const address = parseIpLiteral(text);
  return address === undefined ? [] : [address.address];
}

function isWithin(name: string, zone: string): boolean {
  return zone === '.' || name === zone || name.endsWith(`.${zone}`);
}

function absolute(name: string): string {
  return `${name.toLowerCase().replace(/\.$/u, '')}.`;
}
