import { parseGoInteger } from '../shared/schema/plain-scalar.ts';
import { list, scalar } from '../shared/schema/values.ts';

/** Status codes from `from` to `to`, both included. */
export interface StatusCodeRange {
  readonly from: number;
  readonly to: number;
}

const statusCode = scalar('a status code such as 200', ({ text, plain }, refuse): StatusCodeRange => {
  const code = plain ? parseGoInteger(text) : undefined;
  if (code !== undefined) return { from: code, to: code };
  const [, hundreds] = /^([1-9])[xX]{2}$/.exec(text) ?? [];
  if (hundreds !== undefined) return { from: Number(hundreds) * 100, to: Number(hundreds) * 100 + 99 };
  const [, from, to] = /^([0-9]{3})-([0-9]{3})$/.exec(text) ?? [];
  if (from !== undefined && to !== undefined && from <= to) return { from: Number(from), to: Number(to) };
  return refuse(`must be a code such as 200, "2xx" or "200-299", not ${JSON.stringify(text)}`);
});

/** Reads `valid_status_codes`: whole numbers, and, beyond the reference, classes and ranges as texts. */
export const statusCodes = list(statusCode);
