import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';

/** The handshake of a client, as a server received it. */
export interface ReceivedUpgrade {
  readonly requestLine: string;
  /** In wire order, names as sent, bytes as Latin-1. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The right answer to it. */
  readonly response: string;
}

/** Calls `answer` when the head of a request has arrived; what comes later is not read here. */
export function onUpgrade(socket: Socket, answer: (upgrade: ReceivedUpgrade) => void): void {
  let received = '';
  const onData = (chunk: Buffer): void => {
    received += chunk.toString('latin1');
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    socket.off('data', onData);
    const [requestLine = '', ...lines] = received.slice(0, end).split('\r\n');
    const headers = lines.map((line): [string, string] => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    });
    const key = headers.find(([name]) => name === 'Sec-WebSocket-Key')?.[1] ?? '';
    answer({ requestLine, headers, response: switchingProtocols(acceptOf(key)) });
  };
  socket.on('data', onData);
}

/** RFC 6455, section 4.2.2: what proves that the server has read the key. */
function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

/** The response that makes a WebSocket of the connection, with more header lines if asked for. */
export function switchingProtocols(accept: string, ...more: readonly string[]): string {
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: WebSocket',
    'Connection: keep-alive, Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    ...more,
    '\r\n',
  ].join('\r\n');
}

/** A server's frame: never masked. `first` is the first byte, with FIN, reserved bits and opcode. */
export function serverFrame(first: number, payload: string | Buffer): Buffer {
  const bytes = Buffer.from(payload);
  if (bytes.length < 126) return Buffer.concat([Buffer.of(first, bytes.length), bytes]);
  const length = Buffer.alloc(bytes.length > 0xffff ? 9 : 3);
  length[0] = bytes.length > 0xffff ? 127 : 126;
  if (bytes.length > 0xffff) length.writeBigUInt64BE(BigInt(bytes.length), 1);
  else length.writeUInt16BE(bytes.length, 1);
  return Buffer.concat([Buffer.of(first), length, bytes]);
}

/** A peer that upgrades every connection and then sends these bytes. */
export function upgradedPeer(...frames: readonly Buffer[]): (socket: Socket) => void {
  return (socket) => {
    onUpgrade(socket, ({ response }) => {
      socket.write(Buffer.concat([Buffer.from(response), ...frames]));
      socket.resume();
    });
  };
}
