import { goQuote } from '../go-quote.ts';

export type ParsedFloat =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly error: string };

const digits = String.raw`\d(?:_?\d)*`;
const hexDigits = String.raw`[0-9a-f](?:_?[0-9a-f])*`;
const decimal = new RegExp(
  String.raw`^[+-]?(?:${digits}(?:\.(?:${digits})?)?|\.${digits})(?:e[+-]?${digits})?$`,
  'i',
);
const hexadecimal = new RegExp(
  String.raw`^([+-]?)0x_?(?:(${hexDigits})(?:\.(${hexDigits})?)?|\.(${hexDigits}))p([+-]?${digits})$`,
  'i',
);

/**
 * Reads a number as Go's `strconv.ParseFloat` does: decimal, hexadecimal with a binary exponent, `inf`,
 * `infinity` and `nan` in any case, underscores between digits; no blanks. The error is worded as Go's.
 */
export function parseGoFloat(text: string): ParsedFloat {
  const value = read(text);
  if (value === undefined) return refused(text, 'invalid syntax');
  if (!Number.isFinite(value) && /\d/.test(text)) return refused(text, 'value out of range');
  return { ok: true, value };
}

function refused(text: string, why: string): ParsedFloat {
  return { ok: false, error: `strconv.ParseFloat: parsing ${goQuote(text)}: ${why}` };
}

function read(text: string): number | undefined {
  if (/^nan$/i.test(text)) return Number.NaN;
  if (/^[+-]?inf(?:inity)?$/i.test(text)) {
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (decimal.test(text)) return Number(text.replaceAll('_', ''));
  const match = hexadecimal.exec(text);
  return match === null ? undefined : hexValue(match);
}

function hexValue([
  ,
  sign,
  whole = '',
  fraction = '',
  bareFraction = '',
  exponent = '',
]: RegExpExecArray): number {
  const fractionDigits = `${fraction}${bareFraction}`.replaceAll('_', '');
  const mantissa = Number(BigInt(`0x${whole.replaceAll('_', '')}${fractionDigits}`));
  if (mantissa === 0) return 0;
  const power = Number(exponent.replaceAll('_', '')) - 4 * fractionDigits.length;
  // In two steps, because 2 ** power alone leaves the range of a double before the product does.
  const half = Math.trunc(power / 2);
  const magnitude = mantissa * 2 ** half * 2 ** (power - half);
  return sign === '-' ? -magnitude : magnitude;
}
