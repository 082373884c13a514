/** Byte sizes of `body_size_limit`: `10MB`, `1.5MiB`, `1GB2MB`; every unit counts in steps of 1024. */

export type ByteSize =
  | { readonly ok: true; readonly bytes: number }
  | { readonly ok: false; readonly problem: string };

const prefixes = ['', 'K', 'M', 'G', 'T', 'P', 'E'];
const binaryUnits = unitsWith('iB');
const decimalUnits = unitsWith('B');
const pieces = /([0-9]*)(?:\.([0-9]*))?([^0-9.]*)/g;
const advice = 'write a number with a unit, such as 10MB or 512KiB';
// Go's reader gives up on a number that its next digit could take beyond 2^63.
const tooManyDigits = 9_223_372_036_854_775_790n;

/**
 * Parses a size to bytes. 0 is no limit; a negative size is one beyond any body and gives `Infinity`, as
 * does 2^63. Units of the two families (`MB`, `MiB`) do not mix within one size.
 */
export function parseByteSize(text: string): ByteSize {
  const unsigned = text.replace(/^[-+]/, '');
  if (unsigned === '0') return { ok: true, bytes: 0 };
  if (!/^[0-9.]/.test(unsigned)) return refuse(text, `is no size; ${advice}`);
  const size = sum(unsigned, binaryUnits) ?? sum(unsigned, decimalUnits);
  if (size === undefined) return refuse(text, `has a part without a known unit; ${advice}`);
  if (size > 2 ** 63) return refuse(text, 'is more than 8EiB');
  const bytes = Math.floor(size);
  const unlimited = bytes === 2 ** 63 || (text.startsWith('-') && bytes > 0);
  return { ok: true, bytes: unlimited ? Number.POSITIVE_INFINITY : bytes };
}

/** Prints bytes in pieces, largest first: `1KiB476B`; a size of `Infinity` as the largest that Go knows. */
export function formatByteSize(bytes: number): string {
  if (bytes === 0) return '0B';
  let rest = Number.isFinite(bytes) ? BigInt(bytes) : 2n ** 63n - 2n;
  let text = '';
  for (const prefix of prefixes) {
    const isLast = prefix === 'E';
    const count = isLast ? rest : rest % 1024n;
    if (count !== 0n) text = `${count}${prefix === '' ? 'B' : `${prefix}iB`}${text}`;
    rest /= 1024n;
  }
  return text;
}

function unitsWith(suffix: string): ReadonlyMap<string, number> {
  return new Map(prefixes.map((prefix, power) => [prefix === '' ? 'B' : prefix + suffix, 1024 ** power]));
}

function sum(text: string, units: ReadonlyMap<string, number>): number | undefined {
  let total = 0;
  for (const [whole, digits = '', fraction = '', unit = ''] of text.matchAll(pieces)) {
    if (whole === '') continue;
    const scale = units.get(unit);
    if (scale === undefined || (digits === '' && fraction === '')) return undefined;
    if (isTooLong(digits) || isTooLong(fraction)) return Number.POSITIVE_INFINITY;
    total += Number(`${digits}.${fraction}0`) * scale;
  }
  return total;
}

function isTooLong(digits: string): boolean {
  return digits !== '' && BigInt(digits) >= tooManyDigits;
}

function refuse(text: string, problem: string): ByteSize {
  return { ok: false, problem: `${JSON.stringify(text)} ${problem}` };
}
