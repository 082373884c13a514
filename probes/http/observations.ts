import type { PhaseDurations } from '../contract.ts';

/** What only the HTTP prober knows about a run. Plain data. */
export interface HttpObservations {
  /** Whether a request was attempted: the target was a URL, its name resolved, the module was usable. */
  readonly attempted: boolean;
  /**
   * The part of the phases that belongs to a last hop whose connection never stood. The reference does not
   * count it.
   */
  readonly failedHop?: PhaseDurations;
  readonly connections: ConnectionCounts;
  /** Absent when no final response arrived. */
  readonly response?: HttpResponseObservations;
  /** Redirects met; one that was not followed counts. */
  readonly redirects: number;
  /** Bytes of the body after decompression, up to the limit. */
  readonly bodyBytes: number;
  /** Whether a header or body rule made the run fail. */
  readonly failedDueToRegex: boolean;
  /** Whether a CEL expression made the run fail, or could not be evaluated. */
  readonly failedDueToCel: boolean;
}

/** The TCP connections of a run, each to the host of a hop or to its proxy. */
export interface ConnectionCounts {
  /** Begun with the lookup of the name, save that of the target's own, which comes before. */
  readonly attempted: number;
  /** Of these, those that stood. One that did not is the last, and the failure of the run is its failure. */
  readonly established: number;
}

export interface HttpResponseObservations {
  /** `HTTP/1.1`, `HTTP/2.0`. */
  readonly protocol: string;
  readonly statusCode: number;
  /** As announced; -1 when unknown beforehand. */
  readonly contentLength: number;
  /** Whether it came over TLS. */
  readonly isTls: boolean;
  /** `Last-Modified`, when it is a date; Unix seconds. */
  readonly lastModifiedSeconds?: number;
}
