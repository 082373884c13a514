import { quotedWhereNeeded } from '../../go-quote.ts';
import { isoTime } from '../../iso-time.ts';
import type { Change, ChangeValue } from './changes.ts';

/** The longest value that is shown; whoever wants all of it has the JSON. */
const maxLength = 200;

/** Each change as one harmless line: `status: 200 -> 503`, `header server: none -> nginx`. */
export function changeLines(changes: readonly Change[]): readonly string[] {
  return changes.map((change) => {
    const [before, after] = [change.before, change.after].map((value) => shown(value, change.what));
    return `${word(change.what)}: ${before} -> ${after}`;
  });
}

function shown(value: ChangeValue, what: string): string {
  if (value === null) return 'none';
  if (typeof value === 'string') return word(value);
  if (typeof value !== 'number') return value.length === 0 ? 'none' : value.map(word).join(', ');
  if (what.startsWith('phase ')) return `${Number(value.toPrecision(3))} s`;
  return what.endsWith('.not_after') ? (isoTime(value) ?? String(value)) : String(value);
}

/** In quotes where something in it does not print. */
function word(text: string): string {
  return quotedWhereNeeded(text.length > maxLength ? `${text.slice(0, maxLength)}…` : text);
}
