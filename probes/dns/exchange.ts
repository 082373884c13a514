import type { Failure } from '../failure.ts';
import type { DnsMessage } from './message.ts';

/** The reply to a query, or why there is none. */
export type Exchanged =
  | { readonly ok: true; readonly message: DnsMessage }
  | { readonly ok: false; readonly failure: Failure };

/** The failure of a reply that cannot be read; `problem` says what was found in it. */
export function malformed(problem: string): Failure {
  return {
    phase: 'response',
    reason: 'dns.malformed',
    blame: 'target',
    detail: `the server's reply is malformed: ${problem}`,
  };
}

/** The failure of a message that came where the reply was due, and is none. */
export function mismatched(problem: string): Failure {
  return {
    phase: 'response',
    reason: 'dns.mismatched',
    blame: 'target',
    detail: `the server's message is no reply to the query: ${problem}`,
  };
}
