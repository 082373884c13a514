import type { Failure } from '../failure.ts';
import { type DnsMessage, type DnsRecord, typeNumbers } from './message.ts';
import { recordTypes, responseCodeName } from './mnemonics.ts';

/** A server and its reply. */
export interface Reply {
  readonly server: string;
  readonly message: DnsMessage;
}

/** Types whose data is names and numbers, in which case does not matter (RFC 4034, section 6.2). */
const nameTypes: ReadonlySet<number | undefined> = new Set(
  ['NS', 'CNAME', 'SOA', 'PTR', 'MX', 'SRV', 'DNAME'].map((name) => recordTypes.get(name)),
);

/**
 * The first reply that is not the same answer as the first of all, with the failure that this is; undefined when all
 * agree.
 *
 * Response code and answer section count. Order, repetition, times to live, the case of names and signatures, which
 * each server may make on its own, do not.
 */
export function findDisagreement<Given extends Reply>(
  replies: readonly Given[],
): { readonly reply: Given; readonly failure: Failure } | undefined {
  const [first, ...others] = replies;
  if (first === undefined) return undefined;
  const expected = answerOf(first.message);
  for (const reply of others) {
    const { server, message } = reply;
    if (answerOf(message) === expected) continue;
    const detail = `${server} answers ${described(message)}, ${first.server} ${described(first.message)}`;
    const failure: Failure = {
      phase: 'assertion',
      reason: 'assert.answers_differ',
      blame: 'target',
      detail,
    };
    return { reply, failure };
  }
  return undefined;
}

function answerOf({ responseCode, answers }: DnsMessage): string {
  const records = answers.filter(({ type }) => type !== typeNumbers.rrsig).map(identityOf);
  return [responseCode, ...[...new Set(records)].sort()].join('\n');
}

function identityOf({ name, type, classNumber, data }: DnsRecord): string {
  const shown = nameTypes.has(type) ? data.toLowerCase() : data;
  return [name.toLowerCase(), classNumber, type, shown].join('\t');
}

const shownRecords = 5;

function described({ responseCode, answers }: DnsMessage): string {
  const shown = answers.slice(0, shownRecords).map(({ data }) => data.slice(0, 100));
  const more = answers.length > shownRecords ? [`${answers.length - shownRecords} more`] : [];
  return `${responseCodeName(responseCode)} with ${[...shown, ...more].join(', ') || 'no record'}`;
}
