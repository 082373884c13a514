import type { Socket } from 'node:net';
import type { StartTlsName } from '../../probes/tls/starttls/protocols.ts';

/** A server's side of STARTTLS: talks in plain text and calls `startTls` when both sides have agreed. */
export type StartTlsServer = (socket: Socket, startTls: (socket: Socket) => void) => void;

/** Answers to a client: for each message that it sends in full, what comes back, or the change to TLS. */
interface Script {
  readonly greeting?: Buffer;
  /** The size of the message that `bytes` begin with, once it is there as a whole. */
  readonly sizeOf: (bytes: Buffer) => number | undefined;
  /** `undefined` closes the connection: the client said something else than it should. */
  readonly answer: (message: Buffer) => { readonly bytes?: Buffer; readonly startsTls?: boolean } | undefined;
}

function serve(script: Script): StartTlsServer {
  return (socket, startTls) => {
    let received = Buffer.alloc(0);
    if (script.greeting !== undefined) socket.write(script.greeting);
    const onData = (bytes: Buffer): void => {
      received = Buffer.concat([received, bytes]);
      const sizeBytes = script.sizeOf(received);
      if (sizeBytes === undefined) return;
      const answer = script.answer(received.subarray(0, sizeBytes));
      const rest = received.subarray(sizeBytes);
      received = Buffer.alloc(0);
      if (answer === undefined) {
        socket.end();
        return;
      }
      if (answer.startsTls !== true) {
        socket.write(answer.bytes ?? '');
        return;
      }
      socket.off('data', onData);
      socket.pause();
      if (rest.length > 0) socket.unshift(rest);
      if (answer.bytes !== undefined) socket.write(answer.bytes);
      startTls(socket);
    };
    socket.on('data', onData);
  };
}

/** Clients send one line at a time, and wait. */
function sizeOfLine(bytes: Buffer): number | undefined {
  return bytes.toString('latin1').endsWith('\r\n') ? bytes.length : undefined;
}

function sizeOf(sizeBytes: number): (bytes: Buffer) => number | undefined {
  return (bytes) => (bytes.length < sizeBytes ? undefined : sizeBytes);
}

function lines(...texts: readonly string[]): Buffer {
  return Buffer.from(texts.map((text) => `${text}\r\n`).join(''), 'latin1');
}

/** A script of lines: commands by their first words, and what they are answered with. */
function text(
  greeting: Buffer,
  commands: readonly (readonly [command: RegExp, bytes: Buffer, effect?: 'starts TLS'])[],
): StartTlsServer {
  return serve({
    greeting,
    sizeOf: sizeOfLine,
    answer: (message) => {
      const found = commands.find(([command]) => command.test(message.toString('latin1')));
      return found === undefined ? undefined : { bytes: found[1], startsTls: found[2] !== undefined };
    },
  });
}

/** RFC 4511, section 4.14.2, with every length in four bytes, the way Active Directory writes them. */
const ldapSuccess = Buffer.from('3084000000100201017884000000070a010004000400', 'hex');

/** The greeting of protocol version 10, with an authentication plug-in, as MySQL 8 sends it. */
export function mysqlGreeting(capabilities: number): Buffer {
  const body = Buffer.concat([
    Buffer.from([10]),
    Buffer.from('8.0.36\0', 'latin1'),
    Buffer.from('2a000000', 'hex'),
    Buffer.from('abcdefgh\0', 'latin1'),
    Buffer.from([capabilities & 0xff, (capabilities >>> 8) & 0xff, 0xff, 0x02, 0x00]),
    Buffer.from([(capabilities >>> 16) & 0xff, (capabilities >>> 24) & 0xff, 21]),
    Buffer.alloc(10),
    Buffer.from('ijklmnopqrst\0mysql_native_password\0', 'latin1'),
  ]);
  const head = Buffer.alloc(4);
  head.writeUIntLE(body.length, 0, 3);
  return Buffer.concat([head, body]);
}

const streamHead =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' " +
  "xmlns:stream='http://etherx.jabber.org/streams' id='1' from='a.example' version='1.0'>";

/** A server of each protocol, after its RFC or its vendor's description; each says more than it must. */
export const startTlsServers: Readonly<Record<StartTlsName, StartTlsServer>> = {
  smtp: text(lines('220-mail.example ESMTP', '220 no spam, please'), [
    [/^EHLO \S+\r\n$/, lines('250-mail.example', '250-SIZE 10240000', '250-starttls', '250 HELP')],
    [/^STARTTLS\r\n$/, lines('220 2.0.0 go ahead'), 'starts TLS'],
  ]),
  imap: text(lines('* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready'), [
    [/^\S+ CAPABILITY\r\n$/, lines('* CAPABILITY IMAP4rev1 STARTTLS', '. OK done')],
    [/^a1 STARTTLS\r\n$/, lines('* OK still here', 'a1 OK begin TLS now'), 'starts TLS'],
    [/^\. STARTTLS\r\n$/, lines('. OK begin TLS now'), 'starts TLS'],
  ]),
  pop3: text(lines('+OK POP3 ready <1.2@mail.example>'), [
    [/^STLS\r\n$/, lines('+OK begin TLS'), 'starts TLS'],
  ]),
  ftp: text(lines('120 ready in a moment', '220-Welcome', ' to this server', '220 to this server'), [
    [/^AUTH TLS\r\n$/, lines('234 AUTH TLS OK'), 'starts TLS'],
  ]),
  ldap: serve({
    sizeOf: sizeOf(31),
    answer: (message) =>
      message.includes('1.3.6.1.4.1.1466.20037') ? { bytes: ldapSuccess, startsTls: true } : undefined,
  }),
  postgres: serve({
    sizeOf: sizeOf(8),
    answer: (message) =>
      message.equals(Buffer.from('0000000804d2162f', 'hex'))
        ? { bytes: Buffer.from('S'), startsTls: true }
        : undefined,
  }),
  mysql: serve({
    greeting: mysqlGreeting(0xffff_ffff),
    sizeOf: sizeOf(36),
    answer: (message) => ((message.readUInt32LE(4) & 0x800) === 0 ? undefined : { startsTls: true }),
  }),
  xmpp: serve({
    sizeOf: (bytes) => (bytes.toString('utf8').trimEnd().endsWith('>') ? bytes.length : undefined),
    answer: (message) => {
      const said = message.toString('utf8');
      if (said.includes('<starttls')) {
        return {
          bytes: Buffer.from("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
          startsTls: true,
        };
      }
      if (!/<stream:stream\b[^>]*\bto=(?:'a\.example'|"a\.example")/.test(said)) return undefined;
      const features =
        "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>" +
        '</stream:features>';
      return { bytes: Buffer.from(streamHead + features) };
    },
  }),
};
