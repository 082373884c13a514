import type { IpAddress } from '../../../probes/contract.ts';
import type { IcmpError } from '../../../probes/icmp/control-messages.ts';
import type { Hop } from '../evidence.ts';

/** What came back for a packet with a hop limit. */
export interface Report {
  readonly hopLimit: number;
  /** Absent when the kernel does not say who it was. */
  readonly address?: string;
  readonly answer: NonNullable<Hop['answer']>;
}

/** Destination unreachable and time exceeded: RFC 792, and RFC 4443 section 3. */
const types = { 4: { unreachable: 3, exceeded: 11 }, 6: { unreachable: 1, exceeded: 3 } } as const;

/** The code of a port that nothing listens on. */
const portUnreachable = { 4: 3, 6: 4 } as const;

/** RFC 1812 section 5.2.7.1 and RFC 4443 section 3.1: a packet filter says no. */
const prohibited = { 4: new Set([9, 10, 13]), 6: new Set([1, 5, 6]) } as const;

/** What an ICMP error says of the way; `undefined` for one that says nothing of it. */
export function answerOf(
  family: IpAddress['family'],
  { type, code }: IcmpError,
): Report['answer'] | undefined {
  const { unreachable, exceeded } = types[family];
  if (type === exceeded) return 'passed';
  if (type !== unreachable) return undefined;
  if (code === portUnreachable[family]) return 'reached';
  return prohibited[family].has(code) ? 'prohibited' : 'unreachable';
}
