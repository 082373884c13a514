import { type Conversation, command, goAhead, malformed, refused } from './conversation.ts';
import { quoted } from './quoted.ts';
import { type Reply, readReply } from './reply.ts';

/** AUTH TLS of FTP (RFC 4217, section 4): greeting, which may be announced as delayed (120), and the command. */
export function* ftp(): Conversation {
  let greeting = yield* readReply();
  if (greeting?.code === 120) greeting = yield* readReply();
  if (greeting?.code !== 220) return notThis(greeting, 'the greeting');
  yield command('AUTH TLS');
  const answer = yield* readReply();
  return answer?.code === 234 ? goAhead : notThis(answer, 'the answer to AUTH TLS');
}

function notThis(reply: Reply | undefined, what: string) {
  if (reply === undefined) return malformed(`${what} is no FTP reply`);
  return refused(`${what} is ${quoted(reply.lines.at(-1) ?? '')}`);
}
