/** What replies of name servers say of zones: whom they refer to, and what is an alias of what. Pure functions. */
import type { DnsMessage, DnsRecord } from '../../../probes/dns/message.ts';
import { recordTypes } from '../../../probes/dns/mnemonics.ts';
import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';
import { isPrivateAddress } from './address-scope.ts';

/** A name server of a zone; `addresses` as `address` or `[address]:port`, empty when they are not known yet. */
export interface NameServer {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** A zone with those who answer for it. */
export interface Zone {
  /** Lower case, with a trailing dot. */
  readonly name: string;
  readonly servers: readonly NameServer[];
}

/** Whom a reply came from, and what for. */
export interface Asked {
  /** The name that was asked for; lower case, with a trailing dot, as all names here. */
  readonly name: string;
  /** The zone whose server answered. */
  readonly zone: string;
  /** Whether addresses inside private networks count. */
  readonly mayLeadInside: boolean;
}

/** The zone below that a reply refers to; `undefined` when the reply answers by itself. */
export function referralIn(
  message: DnsMessage,
  { name, zone: current, mayLeadInside }: Asked,
): Zone | undefined {
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
      return {
        name: server,
        addresses: reachable(
          known.flatMap((record) => literal(record.data)),
          mayLeadInside,
        ),
      };
    });
  return { name: zone, servers };
}

/** Without those that whoever owns a zone has no business to lead this host to. */
export function reachable(addresses: readonly string[], mayLeadInside: boolean): readonly string[] {
  return mayLeadInside ? addresses : addresses.filter((address) => !isPrivateAddress(address));
}

/** What the name leads to in the end, by the aliases in an answer. */
export function aliasOf(name: string, message: DnsMessage): string | undefined {
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
