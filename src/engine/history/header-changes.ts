import type { TranscriptEvent } from '../../../probes/transcript.ts';
import type { Change } from './changes.ts';

/** Names whose values are new in each response: they say nothing about a change. */
const volatile =
  /^(?:date|age|expires|etag|last-modified|set-cookie|via|nel|report-to|content-security-policy(?:-report-only)?)$|(?:^|-)(?:id|uuid|ray|time|timer|timing|nonce|trace\w*|timestamp|runtime|date|served-by|cache|remaining|reset)$/i;

/** Header fields that came, went, or have another value. Volatile ones are told only when they came or went. */
export function headerChanges(
  before: TranscriptEvent | undefined,
  after: TranscriptEvent | undefined,
): readonly Change[] {
  if (before === undefined || after === undefined) return [];
  const [old, now] = [headersOf(before), headersOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name) ?? null, now.get(name) ?? null];
    if (was === is || (was !== null && is !== null && volatile.test(name))) return [];
    return [{ what: `header ${name}`, before: was, after: is }];
  });
}

/** Values of a field by its name in lower case; repeated ones divided by commas. */
function headersOf({ fields }: TranscriptEvent): ReadonlyMap<string, string> {
  const { headers } = fields;
  const values = new Map<string, string>();
  if (typeof headers !== 'object') return values;
  for (const line of headers) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const earlier = values.get(name);
    values.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return values;
}
