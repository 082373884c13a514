/** Whole messages over an upgraded connection (RFC 6455, sections 5.4 to 6). */
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { abortFailure } from '../abort.ts';
import type { Failure, FailureReason } from '../failure.ts';
import { LineReader, type ReadEnd } from '../shared/line-reader.ts';
import { sendBytes } from '../shared/send-bytes.ts';
import { shortened } from '../shared/shortened.ts';
import { socketFailure } from '../shared/socket-failure.ts';
import { tlsFailure } from '../shared/tls/tls-failure.ts';
import { encodeFrame, type Frame, FrameReader, opcodes } from './frames.ts';

/** No rule looks at more; a message without end must not fill the memory. */
const maxMessageBytes = 16 * 1024 * 1024;
const portionBytes = 64 * 1024;
/** After so many frames, others get a turn: a peer may send thousands in one segment. */
const framesPerTurn = 100;

export type MessageRead =
  | { readonly ok: true; readonly message: Buffer }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Reads messages from a server and sends texts to it; every wait ends when `signal` aborts.
 *
 * Pings are answered while a message is waited for. Whoever owns the socket listens for its errors and destroys
 * it.
 */
export class MessageStream implements Disposable {
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  readonly #reader: LineReader;
  readonly #frames = new FrameReader(maxMessageBytes);
  #framesRead = 0;

  /** `rest` is what came behind the head of the handshake's response. */
  constructor(socket: Socket, rest: Buffer, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
    this.#reader = new LineReader(socket, signal);
    this.#frames.push(rest);
  }

  [Symbol.dispose](): void {
    this.#reader[Symbol.dispose]();
  }

  /** The next message, text or binary. Not to be called again after a failure. */
  async read(): Promise<MessageRead> {
    const parts: Buffer[] = [];
    let hasBegun = false;
    let bytes = 0;
    for (;;) {
      const next = await this.#nextFrame();
      if ('reason' in next) return { ok: false, failure: next };
      const { isLast, opcode, payload } = next;
      if (opcode === opcodes.ping) this.#pong(payload);
      if (opcode === opcodes.close) return { ok: false, failure: closedBy(payload) };
      if (opcode > opcodes.binary) continue;
      if (hasBegun !== (opcode === opcodes.continuation)) {
        const detail = hasBegun ? 'a message within another one' : 'the rest of a message that has not begun';
        return { ok: false, failure: malformed(detail) };
      }
      hasBegun = true;
      bytes += payload.length;
      if (bytes > maxMessageBytes) return { ok: false, failure: tooLarge(BigInt(bytes)) };
      if (payload.length > 0) parts.push(payload);
      if (isLast) return { ok: true, message: Buffer.concat(parts) };
    }
  }

  /** Sends one text message. */
  async send(text: Buffer): Promise<Failure | undefined> {
    return await sendBytes(this.#socket, encodeFrame(opcodes.text, text), this.#signal);
  }

  /** Says good-bye, if the connection takes it: nobody waits for it to arrive. */
  close(): void {
    const normalClosure = Buffer.of(0x03, 0xe8);
    if (this.#socket.writable) this.#socket.write(encodeFrame(opcodes.close, normalClosure));
  }

  async #nextFrame(): Promise<Frame | Failure> {
    this.#framesRead += 1;
    if (this.#framesRead % framesPerTurn === 0) await setImmediate();
    for (;;) {
      const progress = this.#frames.next();
      switch (progress.kind) {
        case 'frame':
          return this.#signal.aborted ? this.#readFailure({ kind: 'aborted' }) : progress.frame;
        case 'malformed':
          return malformed(progress.detail);
        case 'too_large':
          return tooLarge(progress.lengthBytes);
        case 'incomplete':
          break;
        default:
          return progress satisfies never;
      }
      const read = await this.#reader.readBytes(portionBytes);
      if (read.kind !== 'bytes') return this.#readFailure(read);
      this.#frames.push(read.bytes);
    }
  }

  /** Leaves pings unanswered while the peer does not read, as section 5.5.3 permits. */
  #pong(payload: Buffer): void {
    if (!this.#socket.writable || this.#socket.writableNeedDrain) return;
    this.#socket.write(encodeFrame(opcodes.pong, payload));
  }

  #readFailure(end: ReadEnd): Failure {
    if (end.kind === 'aborted') return abortFailure(this.#signal, 'response', 'dialogue.timed_out');
    if (end.kind === 'error') return tlsFailure(end.error) ?? socketFailure(end.error, 'response');
    return broken('dialogue.closed', 'the target closed the connection where a message was expected');
  }
}

function closedBy(payload: Buffer): Failure {
  const code = payload.length >= 2 ? ` with code ${payload.readUInt16BE(0)}` : '';
  const reason = payload.length > 2 ? `: ${JSON.stringify(shortened(payload.toString('utf8', 2)))}` : '';
  return broken('dialogue.closed', `the target closed the WebSocket${code}${reason}`);
}

function malformed(detail: string): Failure {
  return broken('websocket.protocol.error', `the target sent ${detail}`);
}

function tooLarge(bytes: bigint): Failure {
  const detail = `a message of ${bytes} bytes is more than the ${maxMessageBytes} that are looked at`;
  return broken('websocket.message_too_large', detail);
}

function broken(reason: FailureReason, detail: string): Failure {
  return { phase: 'response', reason, blame: 'target', detail };
}
