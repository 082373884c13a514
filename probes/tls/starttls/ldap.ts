import { type Conversation, exactly, goAhead, malformed, type Part, refused } from './conversation.ts';
import { quoted } from './quoted.ts';

/** The longest answer that is read. */
const mostBytes = 64 * 1024;

/** An ExtendedRequest for StartTLS, as message 1 (RFC 4511, section 4.14.1). */
const request = Buffer.concat([
  Buffer.from('301d02010177188016', 'hex'),
  Buffer.from('1.3.6.1.4.1.1466.20037', 'latin1'),
]);

const tag = { integer: 0x02, octetString: 0x04, enumerated: 0x0a, sequence: 0x30, extendedResponse: 0x78 };

/**
 * StartTLS of LDAP (RFC 4511, section 4.14): one request, one answer. The answer is BER, not DER: Active Directory
 * writes every length in four bytes.
 */
export function* ldap(): Conversation {
  yield { kind: 'write', bytes: request };
  const message = yield* readMessage();
  if (typeof message === 'string') return malformed(message);
  const [id, operation] = elements(message);
  const [code, , diagnostic] = operation === undefined ? [] : elements(operation.content);
  if (id?.tag !== tag.integer || operation?.tag !== tag.extendedResponse || code?.tag !== tag.enumerated) {
    return malformed('the answer is no LDAP response to StartTLS');
  }
  const result = code.content.length === 1 ? code.content[0] : undefined;
  if (result === 0) return goAhead;
  const says =
    diagnostic?.tag === tag.octetString && diagnostic.content.length > 0
      ? `: ${quoted(diagnostic.content.toString('utf8'))}`
      : '';
  return refused(`the answer to StartTLS is result ${result ?? 'out of range'}${says}`);
}

/** The content of one LDAPMessage, or what is wrong with it. */
function* readMessage(): Part<Buffer | string> {
  const head = yield exactly(2);
  const [first, short = 0] = head;
  if (first !== tag.sequence) return `the answer is not LDAP: it begins with ${quoted(head)}`;
  if (short < 0x80) return yield exactly(short);
  const count = short & 0x7f;
  if (count === 0 || count > 4) return 'the answer has a length that LDAP does not allow';
  const sizeBytes = (yield exactly(count)).readUIntBE(0, count);
  if (sizeBytes > mostBytes) return `the answer claims to have ${sizeBytes} bytes`;
  return yield exactly(sizeBytes);
}

interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

/** The elements within `bytes`, up to the first that is not whole. */
function elements(bytes: Buffer): Element[] {
  const found: Element[] = [];
  let rest = bytes;
  for (let element = firstOf(rest); element !== undefined; element = firstOf(rest)) {
    found.push(element);
    rest = element.rest;
  }
  return found;
}

function firstOf(bytes: Buffer): (Element & { readonly rest: Buffer }) | undefined {
  const [tag, short] = bytes;
  if (tag === undefined || short === undefined) return undefined;
  const count = short < 0x80 ? 0 : short & 0x7f;
  const start = 2 + count;
  if (count > 4 || bytes.length < start) return undefined;
  const sizeBytes = count === 0 ? short & 0x7f : bytes.readUIntBE(2, count);
  if (bytes.length < start + sizeBytes) return undefined;
  return {
    tag,
    content: bytes.subarray(start, start + sizeBytes),
    rest: bytes.subarray(start + sizeBytes),
  };
}
