/** Which kind of socket a run used: the one that needs no privilege, or the one that does. */
export type SocketKind = 'datagram' | 'raw';

/** What only the ICMP prober knows. */
export interface IcmpObservations {
  /** Absent when no socket could be opened. */
  readonly socketKind?: SocketKind;
  /** Requests that the kernel took. */
  readonly sent: number;
  /** Replies that came again to a request that had been answered, while the run still waited for others. */
  readonly duplicates: number;
  /** The round trip of every request that was answered, in the order of the replies. */
  readonly roundTripsMs: readonly number[];
  /** The TTL or hop limit with which the last reply arrived. */
  readonly replyHopLimit?: number;
}
