import type { DnsMessage } from '../../../probes/dns/message.ts';
import { responseCodeName } from '../../../probes/dns/mnemonics.ts';
import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';
import type { ServerAnswer, ZoneAnswers } from '../evidence.ts';
import { type Limits, within } from '../within.ts';
import { isPrivateAddress } from './address-scope.ts';
import { addressesIn, askDns, askForAddresses } from './dns-question.ts';
import { aliasOf, type NameServer, reachable, referralIn, type Zone } from './referral.ts';

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
  /**
   * Questions of all servers together, at the most. Whoever owns a zone may name any servers for it: without an end to
   * it, this host would flood whom they please.
   */
  readonly maxQuestions?: number;
}

/** Real names need less than a quarter of it. */
const usualMaxQuestions = 200;

/** A walk under way. */
interface Walk extends WalkOptions {
  /** The family of the roots, and so of what is asked of a server that has addresses of both. */
  readonly family: 4 | 6;
  /** Whether servers inside private networks may be asked: only where the root is inside one. */
  readonly mayLeadInside: boolean;
  readonly questions: { left: number };
}

/**
 * Asks the servers of the name's own zone, found from the root down without any resolver (RFC 1034, section 5.3.3): one
 * entry for the zone of the name and, when that says that it is an alias, for each zone that it leads to.
 */
export async function askZones(name: string, options: WalkOptions): Promise<readonly ZoneAnswers[]> {
  const walk: Walk = {
    ...options,
    family: options.roots.every((root) => parseIpLiteral(root)?.family === 6) ? 6 : 4,
    mayLeadInside: options.roots.some(isPrivateAddress),
    questions: { left: options.maxQuestions ?? usualMaxQuestions },
  };
  const zones: ZoneAnswers[] = [];
  let wanted = absolute(name);
  for (let alias = 0; alias <= maxAliases; alias += 1) {
    const found = await findZone(wanted, walk, 0);
    if (!found.ok) return [...zones, { zone: found.zone, name: wanted, answers: [], problem: found.problem }];
    const { answers, next } = await askZone(found.zone, wanted, walk);
    zones.push({ zone: found.zone.name, name: wanted, answers });
    if (next === undefined) return zones;
    wanted = next;
  }
  return zones;
}

type FoundZone =
  | { readonly ok: true; readonly zone: Zone }
  | { readonly ok: false; readonly zone: string; readonly problem: string };

async function findZone(name: string, walk: Walk, depth: number): Promise<FoundZone> {
  let zone: Zone = { name: '.', servers: walk.roots.map((root) => ({ name: root, addresses: [root] })) };
  for (let step = 0; step < maxReferrals; step += 1) {
    const message = await firstUsable(zone, name, walk);
    if (message === undefined) {
      // Whoever is to be asked and does not answer is the finding, unless it is the root: then we are cut off.
      if (walk.questions.left <= 0)
        return { ok: false, zone: zone.name, problem: 'it takes too many questions' };
      if (zone.name === '.') return { ok: false, zone: '.', problem: 'no root server answers' };
      return { ok: true, zone };
    }
    const referral = referralIn(message, { name, zone: zone.name, mayLeadInside: walk.mayLeadInside });
    if (referral === undefined) return { ok: true, zone };
    const servers = await addressed(referral.servers, walk, depth);
    if (servers.length === 0) {
      return { ok: false, zone: referral.name, problem: 'the addresses of its name servers cannot be found' };
    }
    zone = { name: referral.name, servers };
  }
  return { ok: false, zone: zone.name, problem: 'the way to it has no end' };
}

/** Asks servers of a zone, a few at once, for the first reply that leads on or ends the walk. */
async function firstUsable(zone: Zone, name: string, walk: Walk): Promise<DnsMessage | undefined> {
  const addresses = zone.servers.flatMap((server) => addressOf(server, walk) ?? []);
  for (let start = 0; start < addresses.length && start < 2 * askedAtOnce; start += askedAtOnce) {
    if (walk.limits.signal.aborted) return undefined;
    const asked = admitted(addresses.slice(start, start + askedAtOnce), { walk, questionsEach: 1 }).map(
      async (server) => {
        const reply = await within(walk.limits, walk.answerMs, (context) =>
          askDns({ server, name, type: walk.family === 6 ? 'AAAA' : 'A', isRecursive: false }, context),
        );
        const code = reply.ok ? responseCodeName(reply.message.responseCode) : undefined;
        if (!reply.ok || (code !== 'NOERROR' && code !== 'NXDOMAIN')) throw new Error('not usable');
        return reply.message;
      },
    );
    const message = await Promise.any(asked).catch(() => undefined);
    if (message !== undefined) return message;
  }
  return undefined;
}

/** The servers that an address is known of, or can be found for, by a walk of its own. */
async function addressed(
  servers: readonly NameServer[],
  walk: Walk,
  depth: number,
): Promise<readonly NameServer[]> {
  const known = servers.filter(({ addresses }) => addresses.length > 0);
  if (known.length > 0 || depth >= maxDepth) return known.slice(0, maxServers);
  const found = await Promise.all(
    servers.slice(0, askedAtOnce).map(async ({ name }): Promise<NameServer> => {
      const zone = await findZone(name, walk, depth + 1);
      if (!zone.ok) return { name, addresses: [] };
      const message = await firstUsable(zone.zone, name, walk);
      const addresses = message === undefined ? [] : addressesIn(message).map(({ address }) => address);
      return { name, addresses: reachable(addresses, walk.mayLeadInside) };
    }),
  );
  return found.filter(({ addresses }) => addresses.length > 0);
}

/** Asks each server of a zone; `next` is what the name is an alias of, when that is all they say. */
async function askZone(
  zone: Zone,
  name: string,
  walk: Walk,
): Promise<{ readonly answers: readonly ServerAnswer[]; readonly next?: string }> {
  const servers = admitted(zone.servers.slice(0, maxServers), { walk, questionsEach: 2 });
  const asked = await Promise.all(
    servers.map(async (each) => {
      const { name: serverName } = each;
      const server = addressOf(each, walk) ?? '';
      const { answer, messages } = await within(walk.limits, walk.answerMs, (context) =>
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

function addressOf({ addresses }: NameServer, { family }: Walk): string | undefined {
  return addresses.find((address) => parseIpLiteral(address)?.family === family) ?? addresses[0];
}

/** Those of the servers that there are questions left for. */
function admitted<Server>(
  servers: readonly Server[],
  { walk: { questions }, questionsEach }: { readonly walk: Walk; readonly questionsEach: number },
): readonly Server[] {
  const some = servers.slice(0, Math.max(0, Math.floor(questions.left / questionsEach)));
  // Whoever asked for more than is left ends the walk.
  questions.left -= questionsEach * servers.length;
  return some;
}

function absolute(name: string): string {
  return `${name.toLowerCase().replace(/\.$/u, '')}.`;
}
