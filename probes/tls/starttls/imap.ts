import { type Conversation, command, goAhead, line, malformed, refused } from './conversation.ts';
import { quoted } from './quoted.ts';

/** More lines than any server has to say beside its answer. */
const mostLines = 100;

/** STARTTLS of IMAP (RFC 9051, section 6.2.1): greeting, and the command, whose answer bears our tag. */
export function* imap(): Conversation {
  const greeting = (yield line()).toString('latin1');
  if (/^\* (?:PREAUTH|BYE)\b/i.test(greeting)) return refused(`the greeting is ${quoted(greeting)}`);
  if (!/^\* OK\b/i.test(greeting)) return malformed(`the greeting is not one of IMAP: ${quoted(greeting)}`);
  yield command('a1 STARTTLS');
  for (let lines = 0; lines < mostLines; lines += 1) {
    const answer = (yield line()).toString('latin1');
    if (/^a1 OK\b/i.test(answer)) return goAhead;
    if (/^(?:a1 (?:NO|BAD)|\* BYE)\b/i.test(answer)) {
      return refused(`the answer to STARTTLS is ${quoted(answer)}`);
    }
    if (!answer.startsWith('* ')) return malformed(`the answer is not one of IMAP: ${quoted(answer)}`);
  }
  return malformed(`no answer to STARTTLS within ${mostLines} lines`);
}
