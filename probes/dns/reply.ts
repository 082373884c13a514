import { type DnsMessage, decodeHeader, decodeMessage } from './message.ts';
import type { Query } from './query.ts';

/** What a message that arrived is to a query; `problem` is a part of a sentence. */
export type ReplyReading =
  | { readonly kind: 'reply'; readonly message: DnsMessage }
  /** A reply to something else, or no reply at all. */
  | { readonly kind: 'foreign'; readonly problem: string }
  /** Meant for the query, and no message. */
  | { readonly kind: 'malformed'; readonly problem: string };

/**
 * Whether `bytes` are the reply to `query` (RFC 5452, section 9.1): the QR bit set, the same id, the same question
 * with its letters in the same case. A reply without any question is one, too: servers leave it out of some
 * errors.
 */
export function readReply(query: Query, bytes: Buffer): ReplyReading {
  const header = decodeHeader(bytes);
  if (header === undefined) {
    const isMeant = bytes.length >= 2 && bytes.readUInt16BE(0) === query.id;
    return { kind: isMeant ? 'malformed' : 'foreign', problem: `${bytes.length} bytes only` };
  }
  if (header.id !== query.id) return { kind: 'foreign', problem: 'the id of another query' };
  if (!header.flags.has('qr')) return { kind: 'foreign', problem: 'a query and not a reply' };
  const decoded = decodeMessage(bytes);
  if (!decoded.ok) return { kind: 'malformed', problem: decoded.problem };
  const { questions } = decoded.message;
  const [question] = questions;
  const isAnswered =
    question === undefined ||
    (questions.length === 1 &&
      question.name === query.question.name &&
      question.type === query.question.type &&
      question.classNumber === query.question.classNumber);
  return isAnswered
    ? { kind: 'reply', message: decoded.message }
    : { kind: 'foreign', problem: 'another question' };
}
