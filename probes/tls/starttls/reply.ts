import { line, type Part } from './conversation.ts';

/** A reply of SMTP (RFC 5321, section 4.2) or FTP (RFC 959, section 4.2). */
export interface Reply {
  readonly code: number;
  /** Its lines as they came, the code included. */
  readonly lines: readonly string[];
}

/** The longest reply that is read: greetings run to a screenful. */
const mostLines = 100;

/**
 * Reads a reply of one line or several: the first ends its code with `-`, and the last begins with the same code
 * and a space. `undefined` when the first line begins with no code or the reply does not end.
 */
export function* readReply(): Part<Reply | undefined> {
  const first = (yield line()).toString('latin1');
  const parts = /^(?<code>[1-5][0-9]{2})(?<separator>[ -]|$)/.exec(first)?.groups;
  const code = parts?.['code'];
  if (code === undefined) return undefined;
  const lines = [first];
  let isLast = parts?.['separator'] !== '-';
  while (!isLast) {
    if (lines.length === mostLines) return undefined;
    const next = (yield line()).toString('latin1');
    lines.push(next);
    isLast = next === code || next.startsWith(`${code} `);
  }
  return { code: Number(code), lines };
}
