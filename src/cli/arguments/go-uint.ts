const hexadecimal = /^0[xX](?:_?[0-9a-fA-F])+$/;
const binary = /^0[bB](?:_?[01])+$/;
const octal = /^0[oO]?(?:_?[0-7])+$/;
const decimal = /^[0-9](?:_?[0-9])*$/;

/**
 * Reads a whole number from 0 up as flags of Go programs take it: decimal, `0x10`, `0b10`, `0o20` or `020`,
 * with underscores between digits. `undefined` when it is none, or too large to be exact.
 */
export function parseGoUint(text: string): number | undefined {
  const digits = text.replaceAll('_', '');
  const value = valueOf(text, digits);
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

function valueOf(text: string, digits: string): number | undefined {
  if (hexadecimal.test(text) || binary.test(text)) return Number(digits);
  if (octal.test(text)) return Number.parseInt(digits.replace(/^0[oO]?/, ''), 8);
  const isDecimal = decimal.test(text) && (digits === '0' || !digits.startsWith('0'));
  return isDecimal ? Number(digits) : undefined;
}
