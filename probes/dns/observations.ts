import type { DnsMessage, DnsRecord, HeaderFlag } from './message.ts';
import { responseCodeName } from './mnemonics.ts';

/** What only the DNS prober knows. */
export interface DnsObservations {
  /** Present once a reply was decoded, also when rules refuse it. */
  readonly reply?: ReplyObservations;
  /** What each server said, in the order of the module; present when the module names several. */
  readonly servers?: readonly ServerObservations[];
}

/** A reply as far as it matters once it is judged. */
export interface ReplyObservations {
  /** `NOERROR`. */
  readonly responseCode: string;
  /** Set bits of the header, in the order dig shows them. */
  readonly flags: readonly HeaderFlag[];
  readonly answerCount: number;
  readonly authorityCount: number;
  readonly additionalCount: number;
  /** The first records of the answer section as in a zone file, cut short where they are long. */
  readonly answers: readonly string[];
  /** Absent when there are no answers. */
  readonly minTtlSeconds?: number;
  /** Of the last SOA record in the answer section. */
  readonly serial?: number;
}

export interface ServerObservations {
  /** As the module names it. */
  readonly server: string;
  readonly ok: boolean;
  readonly reply?: ReplyObservations;
}

/** What is kept of the answer section: a run is remembered after it is over. */
const maxAnswers = 50;
const maxAnswerLength = 1000;

export function observeReply(message: DnsMessage): ReplyObservations {
  const { answers, authorities, additionals, flags } = message;
  const serial = answers.findLast((record) => record.serial !== undefined)?.serial;
  return {
    responseCode: responseCodeName(message.responseCode),
    flags: [...flags],
    answerCount: answers.length,
    authorityCount: authorities.length,
    additionalCount: additionals.length,
    answers: answers.slice(0, maxAnswers).map(({ text }) => cut(text)),
    ...(answers.length === 0 ? {} : { minTtlSeconds: Math.min(...answers.map(timeToLive)) }),
    ...(serial === undefined ? {} : { serial }),
  };
}

/** A time to live with its first bit set counts as 0 (RFC 2181, section 8). */
function timeToLive({ ttlSeconds }: DnsRecord): number {
  return ttlSeconds >= 2 ** 31 ? 0 : ttlSeconds;
}

function cut(text: string): string {
  return text.length > maxAnswerLength ? `${text.slice(0, maxAnswerLength)}…` : text;
}
