import { type Conversation, exactly, goAhead, malformed, refused } from './conversation.ts';
import { quoted } from './quoted.ts';

/** SSLRequest of the PostgreSQL protocol 3.0 (Message Formats): length 8 and the code 80877103. */
const sslRequest = Buffer.from('0000000804d2162f', 'hex');

/** The longest error message that is read; PostgreSQL's own clients stop there, too. */
const mostBytes = 30_000;

/** SSLRequest of PostgreSQL (Message Flow, SSL Session Encryption): the answer is one byte, or an error message. */
export function* postgres(): Conversation {
  yield { kind: 'write', bytes: sslRequest };
  const answer = yield exactly(1);
  switch (answer.toString('latin1')) {
    case 'S':
      return goAhead;
    case 'N':
      return refused('the database server does not offer TLS');
    case 'E': {
      const sizeBytes = (yield exactly(4)).readUInt32BE();
      if (sizeBytes < 4 || sizeBytes > mostBytes) {
        return malformed(`the error message claims to have ${sizeBytes} bytes`);
      }
      return refused(`the answer is an error: ${quoted(messageIn(yield exactly(sizeBytes - 4)))}`);
    }
    default:
      return malformed(`the answer is not one of PostgreSQL: it begins with ${quoted(answer)}`);
  }
}

/** The field `M` of an ErrorResponse: fields are a letter and a text that ends in NUL. */
function messageIn(fields: Buffer): string {
  const message = fields
    .toString('utf8')
    .split('\0')
    .find((field) => field.startsWith('M'));
  return message?.slice(1) ?? '';
}
