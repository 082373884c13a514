import {
  type Conversation,
  command,
  type GoAhead,
  goAhead,
  line,
  malformed,
  refused,
} from './conversation.ts';
import { quoted } from './quoted.ts';

/** STLS of POP3 (RFC 2595, section 4): greeting and command, one line each. */
export function* pop3(): Conversation {
  const greeting = yield line();
  if (!isOk(greeting)) return notThis(greeting, 'the greeting');
  yield command('STLS');
  const answer = yield line();
  return isOk(answer) ? goAhead : notThis(answer, 'the answer to STLS');
}

function isOk(answer: Buffer): boolean {
  return /^\+OK(?: |$)/.test(answer.toString('latin1'));
}

function notThis(answer: Buffer, what: string): GoAhead {
  const text = answer.toString('latin1');
  if (/^-ERR(?: |$)/.test(text)) return refused(`${what} is ${quoted(text)}`);
  return malformed(`${what} is not one of POP3: ${quoted(text)}`);
}
