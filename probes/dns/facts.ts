import type { Fact, Outcome } from '../contract.ts';
import type { DnsObservations, ReplyObservations } from './observations.ts';

/** The reply in a few words. The answers themselves are in the events of the run. */
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
  const { responseCode, flags, answerCount, authorityCount, additionalCount } = reply;
  return [
    { name: 'status', value: responseCode },
    { name: 'flags', value: flags.join(' ') },
    {
      name: 'records',
      value: `${answerCount} answer, ${authorityCount} authority, ${additionalCount} additional`,
    },
  ];
}

function summary({ responseCode, answerCount }: ReplyObservations): string {
  return `${responseCode}, ${answerCount} ${answerCount === 1 ? 'answer' : 'answers'}`;
}
