/** What Go's YAML library takes a plain scalar for; it mixes words and numbers of YAML 1.1 and 1.2. */

export type PlainKind = 'null' | 'bool' | 'int' | 'float' | 'text';

const nulls = new Set(['', '~', 'null', 'Null', 'NULL']);
const booleans = new Set(['true', 'True', 'TRUE', 'false', 'False', 'FALSE']);
const specialFloat = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const integer = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const minInt64 = -(2n ** 63n);
const maxUint64 = 2n ** 64n - 1n;

/** The kind of a plain scalar. Dates count as text: no key of a configuration is a date. */
export function plainKind(text: string): PlainKind {
  if (nulls.has(text)) return 'null';
  if (booleans.has(text)) return 'bool';
  const number = plainNumber(text);
  if (number === undefined) return 'text';
  return typeof number === 'bigint' ? 'int' : 'float';
}

/**
 * The integer that a plain number gives a key of Go's type int: floats are truncated, and negative floats
 * below the range are clamped. `undefined` when it is not a number or above the range.
 */
export function parseGoInteger(text: string): number | undefined {
  const number = plainNumber(text);
  if (number === undefined || Number.isNaN(number) || number > 2n ** 63n) return undefined;
  // Go compares a float with the largest int64 as float64, which is 2^63 itself.
  if (number === 2n ** 63n) return undefined;
  return Math.trunc(Math.max(Number(number), Number(minInt64))) + 0;
}

function plainNumber(text: string): bigint | number | undefined {
  if (specialFloat.test(text)) return specialValue(text);
  // Underscores group digits, but not those of a number that starts with its point.
  const digits = /^[-+0-9]/.test(text) ? text.replaceAll('_', '') : text;
  if (integer.test(digits)) {
    const value = bigintOf(digits);
    if (value >= minInt64 && value <= maxUint64) return value;
  }
  if (!float.test(digits)) return undefined;
  const value = Number(digits);
  return Number.isFinite(value) ? value : undefined;
}

function specialValue(text: string): number {
  if (text.toLowerCase() === '.nan') return Number.NaN;
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function bigintOf(digits: string): bigint {
  const magnitude = digits.replace(/^[-+]/, '').replace(/^0(?=[0-7])/, '0o');
  const value = BigInt(magnitude);
  return digits.startsWith('-') ? -value : value;
}
