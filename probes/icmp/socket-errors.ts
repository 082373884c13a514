import type { Failure } from '../failure.ts';

type Meaning = Pick<Failure, 'reason' | 'blame'> & { readonly what: string };

const exhausted = { reason: 'local.resources', blame: 'local' } as const;
const unusable = { reason: 'icmp.unreachable', blame: 'local' } as const;
const unreachable = { reason: 'icmp.unreachable', blame: 'network' } as const;

/** What the error codes of socket(2), setsockopt(2) and sendto(2) say about whose fault it was. */
const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['EHOSTUNREACH', { ...unreachable, what: 'no route leads to the host' }],
  ['ENETUNREACH', { ...unreachable, what: 'no route leads to the network' }],
  ['ENETDOWN', { ...unreachable, what: 'the network interface is down' }],
  ['EHOSTDOWN', { ...unreachable, what: 'the host is down' }],
  [
    'EMSGSIZE',
    { reason: 'icmp.too_big', blame: 'local', what: 'the request is larger than can be sent from here' },
  ],
  [
    'EACCES',
    { reason: 'local.permission', blame: 'local', what: 'a route of this host forbids the destination' },
  ],
  [
    'EPERM',
    { reason: 'local.permission', blame: 'local', what: 'a packet filter of this host forbids the request' },
  ],
  ['EINVAL', { ...unusable, what: 'this host cannot use the address as given' }],
  ['EADDRNOTAVAIL', { ...unusable, what: 'this host has no address to send from' }],
  ['ENODEV', { ...unusable, what: 'the interface does not exist' }],
  ['EAFNOSUPPORT', { ...unusable, what: 'this host does not speak that address family' }],
  ['EMFILE', { ...exhausted, what: 'this process has too many open files' }],
  ['ENFILE', { ...exhausted, what: 'this host has too many open files' }],
  ['ENOBUFS', { ...exhausted, what: 'this host has no buffer space left' }],
  ['ENOMEM', { ...exhausted, what: 'this host has no memory left' }],
  ['EAGAIN', { ...exhausted, what: 'the send buffer of this host is full' }],
]);

/** The failure that an error of an ICMP socket stands for, told by its code. */
export function socketError(code: string, phase: Failure['phase']): Failure {
  const meaning = meanings.get(code);
  if (meaning === undefined) {
    return { phase, reason: 'icmp.failed', blame: 'local', detail: `the ICMP socket failed (${code})` };
  }
  const { reason, blame, what } = meaning;
  return { phase, reason, blame, detail: `${what} (${code})` };
}

/** The failure of binding to a source address. */
export function bindError(code: string, source: string): Failure {
  const detail = `cannot send from ${source}: it is not an address of this host (${code})`;
  return { phase: 'connect', reason: 'local.source_address', blame: 'local', detail };
}
