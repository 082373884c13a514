import { isIPv6 } from 'node:net';
import {
  type Conversation,
  command,
  goAhead,
  type Introduction,
  malformed,
  refused,
} from './conversation.ts';
import { quoted } from './quoted.ts';
import { type Reply, readReply } from './reply.ts';

/**
 * STARTTLS of SMTP and of submission (RFC 3207): greeting, EHLO, and STARTTLS when the server offers it. We call
 * ourselves by our IP address, as RFC 5321 (section 4.1.3) wants of a client without a name.
 */
export function* smtp({ localAddress }: Introduction): Conversation {
  const greeting = yield* readReply();
  if (greeting?.code !== 220) return notThis(greeting, 'the greeting');
  yield command(`EHLO [${isIPv6(localAddress) ? 'IPv6:' : ''}${localAddress}]`);
  const offer = yield* readReply();
  if (offer?.code !== 250) return notThis(offer, 'the answer to EHLO');
  if (!offer.lines.some((text) => /^250[ -]STARTTLS\s*$/i.test(text))) {
    return refused('the mail server does not offer STARTTLS');
  }
  yield command('STARTTLS');
  const answer = yield* readReply();
  return answer?.code === 220 ? goAhead : notThis(answer, 'the answer to STARTTLS');
}

function notThis(reply: Reply | undefined, what: string) {
  if (reply === undefined) return malformed(`${what} is no SMTP reply`);
  return refused(`${what} is ${quoted(reply.lines.at(-1) ?? '')}`);
}
