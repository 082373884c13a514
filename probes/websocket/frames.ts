/** The frames of RFC 6455, section 5, as a client sees them. */
import { randomBytes } from 'node:crypto';

/** RFC 6455, section 11.8. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface Frame {
  /** Whether the message ends with this frame. */
  readonly isLast: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The next frame, `incomplete` when its bytes are not all there, or what is wrong with it; that is final. */
export type FrameProgress =
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed'; readonly detail: string }
  | { readonly kind: 'too_large'; readonly lengthBytes: bigint };

interface Header {
  readonly isLast: boolean;
  readonly opcode: number;
  readonly lengthBytes: number;
}

const knownOpcodes: ReadonlySet<number> = new Set(Object.values(opcodes));
const maxControlBytes = 125;
const nothing = Buffer.alloc(0);

/** Cuts a stream of bytes from a server into frames, holding no more than one frame and what came with it. */
export class FrameReader {
  readonly #maxPayloadBytes: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #header: Header | undefined;

  constructor(maxPayloadBytes: number) {
    this.#maxPayloadBytes = maxPayloadBytes;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  next(): FrameProgress {
    if (this.#header === undefined) {
      const read = this.#readHeader();
      if ('kind' in read) return read;
      this.#header = read;
    }
    const { isLast, opcode, lengthBytes } = this.#header;
    if (this.#bytes < lengthBytes) return { kind: 'incomplete' };
    this.#header = undefined;
    return { kind: 'frame', frame: { isLast, opcode, payload: this.#take(lengthBytes) } };
  }

  #readHeader(): Header | FrameProgress {
    if (this.#bytes < 2) return { kind: 'incomplete' };
    this.#joinFirst(2);
    const [first = 0, second = 0] = this.#chunks[0] ?? nothing;
    const shortLength = second & 0x7f;
    const headerBytes = shortLength === 127 ? 10 : shortLength === 126 ? 4 : 2;
    const isLast = (first & 0x80) !== 0;
    const opcode = first & 0x0f;
    const problem = problemOf({ first, second, isLast, opcode });
    if (problem !== undefined) return { kind: 'malformed', detail: problem };
    if (this.#bytes < headerBytes) return { kind: 'incomplete' };
    this.#joinFirst(headerBytes);
    const header = this.#take(headerBytes);
    const length =
      shortLength === 127
        ? header.readBigUInt64BE(2)
        : BigInt(shortLength === 126 ? header.readUInt16BE(2) : shortLength);
    if (length >> 63n !== 0n)
      return { kind: 'malformed', detail: 'a frame with a length of 2^63 bytes or more' };
    if (length > BigInt(this.#maxPayloadBytes)) return { kind: 'too_large', lengthBytes: length };
    return { isLast, opcode, lengthBytes: Number(length) };
  }

  /** Makes the first chunk hold `count` bytes, so that a header can be read at one place. */
  #joinFirst(count: number): void {
    if ((this.#chunks[0]?.length ?? 0) < count) this.#chunks = [Buffer.concat(this.#chunks)];
  }

  #take(count: number): Buffer {
    const taken: Buffer[] = [];
    let missing = count;
    while (missing > 0) {
      const chunk = this.#chunks.shift() ?? nothing;
      taken.push(chunk.subarray(0, missing));
      if (chunk.length > missing) this.#chunks.unshift(chunk.subarray(missing));
      missing -= Math.min(missing, chunk.length);
    }
    this.#bytes -= count;
    return taken.length === 1 ? (taken[0] ?? nothing) : Buffer.concat(taken);
  }
}

function problemOf(start: {
  readonly first: number;
  readonly second: number;
  readonly isLast: boolean;
  readonly opcode: number;
}): string | undefined {
  const { first, second, isLast, opcode } = start;
  if ((first & 0x70) !== 0) return 'a frame with reserved bits set, for an extension nobody asked for';
  if (!knownOpcodes.has(opcode)) return `a frame with the unknown opcode ${opcode}`;
  if ((second & 0x80) !== 0) return 'a masked frame, which only a client may send';
  if (opcode < 8) return undefined;
  if (!isLast) return 'a control frame in fragments';
  return (second & 0x7f) > maxControlBytes ? 'a control frame of more than 125 bytes' : undefined;
}

/** A whole message, or a control frame of at most 125 bytes, as a client sends it: in one frame, masked. */
export function encodeFrame(opcode: number, payload: Buffer, maskingKey: Buffer = randomBytes(4)): Buffer {
  const extendedBytes = payload.length > 0xffff ? 8 : payload.length > maxControlBytes ? 2 : 0;
  const frame = Buffer.alloc(2 + extendedBytes + 4 + payload.length);
  frame[0] = 0x80 | opcode;
  if (extendedBytes === 8) frame.writeBigUInt64BE(BigInt(payload.length), 2);
  else if (extendedBytes === 2) frame.writeUInt16BE(payload.length, 2);
  frame[1] = 0x80 | (extendedBytes === 8 ? 127 : extendedBytes === 2 ? 126 : payload.length);
  maskingKey.copy(frame, 2 + extendedBytes);
  const start = 2 + extendedBytes + 4;
  for (const [index, byte] of payload.entries()) frame[start + index] = byte ^ (maskingKey[index % 4] ?? 0);
  return frame;
}
