/** What a STARTTLS protocol wants next; it is resumed with the bytes read, or with none after a write. */
export type Step =
  /** A line, without its line feed and a carriage return before it. */
  | { readonly kind: 'read line' }
  /** Exactly so many bytes. */
  | { readonly kind: 'read'; readonly sizeBytes: number }
  /** Whatever comes next, at least one byte. */
  | { readonly kind: 'read some' }
  | { readonly kind: 'write'; readonly bytes: Buffer };

/** What a protocol may have to say about both sides. */
export interface Introduction {
  /** The name that the server is asked to be. */
  readonly serverName: string;
  /** The IP address at our end of the connection. */
  readonly localAddress: string;
}

/** Whether TLS is to start now, or why not. */
export type GoAhead =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: 'dialogue.starttls_refused' | 'dialogue.malformed';
      readonly detail: string;
    };

/**
 * The plain part of a STARTTLS protocol: steps without a socket, and the verdict at their end. What the peer
 * sends is bounded by the protocol: no length is believed beyond its limit.
 */
export type Conversation = Generator<Step, GoAhead, Buffer>;

/** What some steps of a conversation find out, on the way to its verdict. */
export type Part<Found> = Generator<Step, Found, Buffer>;

export const goAhead: GoAhead = { ok: true };

/** The peer understood, and will not or cannot start TLS. */
export function refused(detail: string): GoAhead {
  return { ok: false, reason: 'dialogue.starttls_refused', detail };
}

/** The peer sent what its protocol does not allow here: it probably speaks another one. */
export function malformed(detail: string): GoAhead {
  return { ok: false, reason: 'dialogue.malformed', detail };
}

export function line(): Step {
  return { kind: 'read line' };
}

export function exactly(sizeBytes: number): Step {
  return { kind: 'read', sizeBytes };
}

/** A command, with the line end that the text protocols share. */
export function command(text: string): Step {
  return { kind: 'write', bytes: Buffer.from(`${text}\r\n`, 'latin1') };
}
