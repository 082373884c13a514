import { type Conversation, exactly, goAhead, malformed, refused } from './conversation.ts';
import { quoted } from './quoted.ts';

/** The longest greeting that is read. */
const mostBytes = 64 * 1024;

/** Capability flags (MySQL client/server protocol, Capabilities Flags). */
const clientProtocol41 = 0x0000_0200;
const clientSsl = 0x0000_0800;
const clientSecureConnection = 0x0000_8000;
const clientPluginAuth = 0x0008_0000;

const utf8mb4 = 45;
const largestPacketBytes = 2 ** 24;

/**
 * TLS of MySQL and MariaDB (client/server protocol, Connection Phase): the server greets with what it is able to
 * do, and the client's SSLRequest is followed by TLS at once, without an answer.
 */
export function* mysql(): Conversation {
  const head = yield exactly(4);
  const sizeBytes = head.readUIntLE(0, 3);
  if (head[3] !== 0 || sizeBytes === 0 || sizeBytes > mostBytes) {
    return malformed(`the greeting is not one of MySQL: it begins with ${quoted(head)}`);
  }
  const greeting = yield exactly(sizeBytes);
  if (greeting[0] === 0xff) return refused(`the greeting is an error: ${quoted(errorText(greeting))}`);
  const capabilities = greeting[0] === 10 ? capabilitiesIn(greeting) : undefined;
  if (capabilities === undefined) return malformed('the greeting is not one of MySQL');
  if ((capabilities & clientSsl) === 0) return refused('the database server does not offer TLS');
  yield { kind: 'write', bytes: sslRequest() };
  return goAhead;
}

/** The lower half of the capabilities: after the version, a thread id, and 8 bytes of a challenge with a filler. */
function capabilitiesIn(greeting: Buffer): number | undefined {
  const endOfVersion = greeting.indexOf(0, 1);
  const at = endOfVersion + 1 + 4 + 8 + 1;
  return endOfVersion < 0 || greeting.length < at + 2 ? undefined : greeting.readUInt16LE(at);
}

/** ERR_Packet: a code of two bytes and a text, before which newer servers put `#` and a state of 5. */
function errorText(packet: Buffer): string {
  return packet.toString('utf8', 3).replace(/^#.{5}/su, '');
}

function sslRequest(): Buffer {
  const packet = Buffer.alloc(36);
  packet.writeUIntLE(32, 0, 3);
  packet.writeUInt8(1, 3);
  packet.writeUInt32LE(clientProtocol41 | clientSsl | clientSecureConnection | clientPluginAuth, 4);
  packet.writeUInt32LE(largestPacketBytes, 8);
  packet.writeUInt8(utf8mb4, 12);
  return packet;
}
