import { labelFromBytes } from './presentation.ts';

/** What is wrong with a message; never leaves the decoder. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

const maxNameBytes = 255;

/**
 * Reads a DNS message, or a part of it, and never beyond its end: every read that finds too few bytes throws
 * {@link Malformed}.
 */
export class WireReader {
  readonly #message: Buffer;
  readonly #end: number;
  #at: number;

  /** Reads `message` from `start` up to, and not including, `end`. */
  constructor(message: Buffer, start = 0, end = message.length) {
    this.#message = message;
    this.#at = start;
    this.#end = end;
  }

  get remaining(): number {
    return this.#end - this.#at;
  }

  u8(): number {
    return this.bytes(1).readUInt8();
  }

  u16(): number {
    return this.bytes(2).readUInt16BE();
  }

  u32(): number {
    return this.bytes(4).readUInt32BE();
  }

  /** The next `length` bytes, not copied. */
  bytes(length: number): Buffer {
    if (length > this.remaining) throw new Malformed(`${length} bytes expected, ${this.remaining} left`);
    const start = this.#at;
    this.#at += length;
    return this.#message.subarray(start, this.#at);
  }

  /** All that is left. */
  rest(): Buffer {
    return this.bytes(this.remaining);
  }

  /** A character string without its length byte. */
  string(): Buffer {
    return this.bytes(this.u8());
  }

  /** A reader for the next `length` bytes, whose names may point to what stands before them in the message. */
  part(length: number): WireReader {
    this.bytes(length);
    return new WireReader(this.#message, this.#at - length, this.#at);
  }

  /**
   * A domain name, absolute and escaped as in zone files, case as received; `.` is the root.
   *
   * A compression pointer must point to before the labels it ends (RFC 1035, section 4.1.4: a prior
   * occurrence), so that every chain of pointers ends.
   */
  name(): string {
    let text = '';
    let size = 1;
    let start = this.#at;
    const own = new WireReader(this.#message, this.#at, this.#end);
    let reader = own;
    for (;;) {
      const length = reader.u8();
      if (length === 0) {
        this.#at = own.#at;
        return text === '' ? '.' : text;
      }
      const kind = length & 0xc0;
      if (kind === 0xc0) {
        const target = ((length & 0x3f) << 8) | reader.u8();
        if (target >= start) throw new Malformed('a compression pointer that does not point back');
        start = target;
        reader = new WireReader(this.#message, target);
      } else if (kind === 0) {
        size += length + 1;
        if (size > maxNameBytes) throw new Malformed(`a name of more than ${maxNameBytes} bytes`);
        text += `${labelFromBytes(reader.bytes(length))}.`;
      } else {
        throw new Malformed('a label of unknown kind');
      }
    }
  }
}
