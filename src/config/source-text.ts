import { hasRawBytes, textFromBytes } from '../../probes/shared/schema/byte-string.ts';

/** Something to say about a place of the text; `offset` counts UTF-16 code units from its start. */
export interface TextProblem {
  readonly offset: number;
  readonly message: string;
}

/** A file as text without its byte order mark, and why it cannot be YAML. */
export interface SourceText {
  readonly text: string;
  readonly problem?: TextProblem;
}

// What YAML forbids (YAML 1.2.2, section 5.1); a lone surrogate here is a byte that is not UTF-8.
const forbidden = /[^\t\n\r\u{20}-\u{7e}\u{85}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** Decodes a configuration file: UTF-8, or UTF-16 with a byte order mark (YAML 1.2.2, section 5.2). */
export function decodeSource(source: string | Uint8Array): SourceText {
  const decoded = withoutMark(typeof source === 'string' ? source : decode(source));
  // A carriage return alone ends a line too (YAML 1.2.2, section 5.4).
  const text = decoded.replace(/\r(?!\n)/g, '\n');
  const offset = text.search(forbidden);
  if (offset === -1) return { text };
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const message = hasRawBytes(character)
    ? 'the file is not UTF-8 here; save it as UTF-8'
    : `the control character ${codePointName(character)} is not allowed in YAML; remove it`;
  return { text, problem: { offset, message } };
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return textFromBytes(bytes);
}

function withoutMark(text: string): string {
  return text.startsWith('\u{feff}') ? text.slice(1) : text;
}

function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
