import type { Fact, Outcome } from '../contract.ts';
import type { DnsObservations, ReplyObservations } from './observations.ts';

/** The reply the way dig shows it: status, flags, and a line for each answer. */
export function dnsFacts({ observations }: Outcome<DnsObservations>): readonly Fact[] {
  const { reply, servers } = observations;
  return [
    ...(servers ?? []).map(({ server, ok, reply: said }) => ({
      name: 'server',
      value: `${server}: ${said === undefined ? 'no reply' : summary(said)}${ok ? '' : ', refused'}`,
    })),
    ...(reply === undefined ? [] : replyFacts(reply)),
  ];
}

function replyFacts(reply: ReplyObservations): readonly Fact[] {
  const { responseCode, flags, answers, answerCount, authorityCount, additionalCount } = reply;
  const missing = answerCount - answers.length;
  return [
    { name: 'status', value: responseCode },
    { name: 'flags', value: flags.join(' ') },
    {
      name: 'records',
      value: `${answerCount} answer, ${authorityCount} authority, ${additionalCount} additional`,
    },
    ...answers.map((text) => ({ name: 'answer', value: text.replaceAll('\t', ' ') })),
    ...(missing > 0 ? [{ name: 'answer', value: `${missing} more` }] : []),
  ];
}

function summary({ responseCode, answerCount }: ReplyObservations): string {
  return `${responseCode}, ${answerCount} ${answerCount === 1 ? 'answer' : 'answers'}`;
}
