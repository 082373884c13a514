import type { IpAddress } from '../contract.ts';
import type { Failure, FailureReason } from '../failure.ts';
import type { IcmpError } from './control-messages.ts';

interface Meaning {
  readonly reason: FailureReason;
  readonly what: string;
}

const unreachable = 'icmp.unreachable';
const prohibited: Meaning = { reason: unreachable, what: 'a packet filter on the way forbids it' };
const expired: Meaning = { reason: 'icmp.ttl_exceeded', what: 'the TTL ran out on the way' };
const notReassembled: Meaning = { reason: 'icmp.failed', what: 'fragments were lost on the way' };

/** By `type.code`: RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1. */
const ofIp4: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['3.0', { reason: unreachable, what: 'no route leads to the network' }],
  ['3.1', { reason: unreachable, what: 'the host does not answer' }],
  ['3.4', { reason: 'icmp.too_big', what: 'the request is too big for the path and must not be fragmented' }],
  ['3.9', prohibited],
  ['3.10', prohibited],
  ['3.13', prohibited],
  ['11.0', expired],
  ['11.1', notReassembled],
]);

/** By `type.code`: RFC 4443 sections 3.1 to 3.3. */
const ofIp6: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['1.0', { reason: unreachable, what: 'no route leads to the network' }],
  ['1.1', prohibited],
  ['1.3', { reason: unreachable, what: 'the host does not answer' }],
  ['2.0', { reason: 'icmp.too_big', what: 'the request is too big for the path' }],
  ['3.0', { ...expired, what: 'the hop limit ran out on the way' }],
  ['3.1', notReassembled],
]);

/** The failure that an ICMP error about a request stands for; whoever sent it, the blame is the network's. */
export function reportedFailure(family: IpAddress['family'], error: IcmpError): Failure {
  const { reason, what } = meaningOf(family, error);
  const who = error.reporter === undefined ? 'a router' : error.reporter.address;
  const limit =
    reason === 'icmp.too_big' && error.info > 0 ? `, of which ${error.info} bytes would pass` : '';
  const detail = `${who} reported: ${what}${limit} (ICMP type ${error.type}, code ${error.code})`;
  return { phase: 'response', reason, blame: 'network', detail };
}

function meaningOf(family: IpAddress['family'], { type, code }: IcmpError): Meaning {
  const known = (family === 4 ? ofIp4 : ofIp6).get(`${type}.${code}`);
  if (known !== undefined) return known;
  if (type === (family === 4 ? 3 : 1)) return { reason: unreachable, what: 'the target cannot be reached' };
  return { reason: 'icmp.failed', what: 'the request cannot be delivered' };
}
