import { maxSocketAddressBytes } from './socket-address.ts';
import { encodeWord, type SystemCalls } from './system-calls.ts';

/** Longer than any ICMP message with its IP header. */
const maxMessageBytes = 65_535 + 40;
const maxControlBytes = 512;
/** A `msghdr` has seven words, an `iovec` two; a word has at most eight bytes. */
const maxHeaderBytes = 7 * 8;
const maxVectorBytes = 2 * 8;

/**
 * Memory that may be pointed to by numbers, which mean nothing to the garbage collector: it does not move, as small
 * arrays may, and lasts for as long as any array made of it.
 */
export function fixedMemory(bytes: number): Buffer {
  return Buffer.from(new ArrayBuffer(bytes));
}

/** Where recvmsg(2) writes: a `msghdr` and all that it points to, which live and die together. */
export class ReceiveMemory {
  /** The `msghdr`, to be passed to recvmsg(2) after {@link ReceiveMemory.reset}. */
  readonly header = fixedMemory(maxHeaderBytes);
  readonly #vector = fixedMemory(maxVectorBytes);
  readonly #message = fixedMemory(maxMessageBytes);
  readonly #address = fixedMemory(maxSocketAddressBytes);
  readonly #control = fixedMemory(maxControlBytes);
  readonly #wordBytes: number;

  constructor({ wordBytes, addressOf }: Pick<SystemCalls, 'wordBytes' | 'addressOf'>) {
    const word = (value: bigint): Buffer => encodeWord(value, wordBytes);
    this.#wordBytes = wordBytes;
    this.#vector.set(word(addressOf(this.#message)), 0);
    this.#vector.set(word(BigInt(maxMessageBytes)), wordBytes);
    // Name, its length, the vector, how many it has, control, its length, flags: a word each.
    this.header.set(word(addressOf(this.#address)), 0);
    this.header.set(word(addressOf(this.#vector)), 2 * wordBytes);
    this.header.set(word(1n), 3 * wordBytes);
    this.header.set(word(addressOf(this.#control)), 4 * wordBytes);
  }

  /** Puts back the lengths that a call has changed. */
  reset(): void {
    this.header.writeUInt32LE(maxSocketAddressBytes, this.#wordBytes);
    this.header.writeUInt32LE(maxControlBytes, 5 * this.#wordBytes);
  }

  /** The message of the last call, which returned this length. */
  message(bytes: number): Buffer {
    return this.#message.subarray(0, bytes);
  }

  /** The socket address of the last call. */
  get address(): Buffer {
    return this.#address.subarray(0, this.header.readUInt32LE(this.#wordBytes));
  }

  /** The control messages of the last call. */
  get control(): Buffer {
    return this.#control.subarray(0, this.header.readUInt32LE(5 * this.#wordBytes));
  }
}
