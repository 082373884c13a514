import {
  type Conversation,
  goAhead,
  type Introduction,
  malformed,
  type Part,
  refused,
  type Step,
} from './conversation.ts';
import { quoted } from './quoted.ts';

/** The longest piece of XML that is read: RFC 6120 (section 13.12) lets nobody refuse 10,000 bytes. */
const mostBytes = 16 * 1024;

const tlsNamespace = 'urn:ietf:params:xml:ns:xmpp-tls';

/**
 * STARTTLS of XMPP between client and server (RFC 6120, section 5): stream, features, and the command. The XML is
 * looked at, not parsed: all that matters is which of a few elements comes first.
 */
export function* xmpp({ serverName }: Introduction): Conversation {
  yield xml(
    `<?xml version='1.0'?><stream:stream to='${escaped(serverName)}' version='1.0' xml:lang='en' ` +
      "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>",
  );
  const features = yield* readUntil(
    /<\/stream:features\s*>|<stream:features\s*\/>|<\/stream:(?:error|stream)\s*>/,
  );
  if (features === undefined) return malformed('the server does not answer with XMPP');
  if (/<stream:error\b/.test(features))
    return refused(`the stream ends with ${quoted(lastElements(features))}`);
  if (!/<starttls\b/.test(features)) return refused('the XMPP server does not offer STARTTLS');
  yield xml(`<starttls xmlns='${tlsNamespace}'/>`);
  const answer = yield* readUntil(/<(?:proceed|failure)\b[^<>]*>|<\/stream:(?:error|stream)\s*>/);
  if (answer === undefined) return malformed('the answer to STARTTLS is not XMPP');
  return /<proceed\b/.test(answer) ? goAhead : refused(`the answer to STARTTLS is ${quoted(answer)}`);
}

function xml(text: string): Step {
  return { kind: 'write', bytes: Buffer.from(text, 'utf8') };
}

/** Everything up to where `pattern` is found; `undefined` when what comes is no XML or too much of it. */
function* readUntil(pattern: RegExp): Part<string | undefined> {
  let text = '';
  while (text.length <= mostBytes) {
    text += (yield { kind: 'read some' }).toString('latin1');
    if (!/^\s*(?:<|$)/.test(text)) return undefined;
    if (pattern.test(text)) return text;
  }
  return undefined;
}

function lastElements(text: string): string {
  return text.slice(text.search(/<stream:error\b/));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;');
}
