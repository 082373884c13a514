import { bytesFromText } from '../shared/schema/byte-string.ts';
import { decimalEscape } from './presentation.ts';

/** A name as it goes on the wire, or why it cannot: a sentence that continues "the name …". */
export type WireName =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly problem: string };

const dot = 0x2e;
const backslash = 0x5c;
const maxLabelBytes = 63;
const maxNameBytes = 255;

/**
 * Encodes a domain name (RFC 1035, section 3.1), always as an absolute one; the trailing dot is optional and `.`
 * is the root. Case and bytes outside ASCII stay as they are; `\.` and `\DDD` put any byte into a label.
 */
export function encodeName(text: string): WireName {
  const name = bytesFromText(text);
  if (name.length === 1 && name[0] === dot) return { ok: true, bytes: Buffer.of(0) };
  const labels: number[][] = [];
  let label: number[] = [];
  for (let at = 0; at < name.length; at += 1) {
    const byte = name[at] ?? 0;
    if (byte === dot) {
      labels.push(label);
      label = [];
    } else if (byte === backslash) {
      const decimal = decimalEscape(name, at);
      const escaped = decimal ?? name[at + 1];
      if (escaped === undefined) return { ok: false, problem: 'ends with a backslash' };
      label.push(escaped);
      at += decimal === undefined ? 1 : 3;
    } else {
      label.push(byte);
    }
  }
  if (label.length > 0) labels.push(label);
  if (labels.length === 0 || labels.some(({ length }) => length === 0)) {
    return { ok: false, problem: 'has an empty label' };
  }
  if (labels.some(({ length }) => length > maxLabelBytes)) {
    return { ok: false, problem: `has a label of more than ${maxLabelBytes} bytes` };
  }
  const bytes = Buffer.from([...labels.flatMap((parts) => [parts.length, ...parts]), 0]);
  if (bytes.length > maxNameBytes) return { ok: false, problem: `is longer than ${maxNameBytes} bytes` };
  return { ok: true, bytes };
}
