/** The longest message that is taken, as in grpc-go. The one that is expected has two bytes. */
const maxMessageBytes = 4 * 1024 * 1024;
const prefixBytes = 5;

/** What the data of a response turned out to be; `incomplete` is also the state of no data at all. */
export type MessageState =
  | { readonly kind: 'incomplete'; readonly isEmpty: boolean }
  | { readonly kind: 'message'; readonly bytes: Buffer }
  | { readonly kind: 'compressed' | 'several' }
  | { readonly kind: 'too_large'; readonly lengthBytes: number };

/**
 * Puts together the one length-prefixed message that answers a unary call (gRPC, doc/PROTOCOL-HTTP2.md,
 * "Length-Prefixed-Message"). Holds no more than that message may have; whatever is wrong shows at the first
 * byte that proves it.
 */
export class MessageAssembler {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #state: MessageState = { kind: 'incomplete', isEmpty: true };

  get state(): MessageState {
    return this.#state;
  }

  /** Takes the next bytes; not to be called again after anything but `incomplete` and `message`. */
  push(chunk: Buffer): MessageState {
    if (chunk.length === 0) return this.#state;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#state = this.#judge();
    return this.#state;
  }

  #judge(): MessageState {
    const [first] = this.#chunks;
    if (first !== undefined && (first[0] ?? 0) !== 0) return { kind: 'compressed' };
    if (this.#bytes < prefixBytes) return { kind: 'incomplete', isEmpty: false };
    const lengthBytes = this.#prefix().readUInt32BE(1);
    if (lengthBytes > maxMessageBytes) return { kind: 'too_large', lengthBytes };
    const missing = prefixBytes + lengthBytes - this.#bytes;
    if (missing > 0) return { kind: 'incomplete', isEmpty: false };
    if (missing < 0) return { kind: 'several' };
    return { kind: 'message', bytes: Buffer.concat(this.#chunks).subarray(prefixBytes) };
  }

  /** Joins the chunks that the prefix is spread over, so that it is looked for once. */
  #prefix(): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= prefixBytes) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks.splice(0, this.#chunks.length, joined);
    return joined;
  }
}
