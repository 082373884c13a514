import { shortened } from '../../shared/shortened.ts';

/** What the peer said, for a sentence: in quotes, cut short, control characters escaped. */
export function quoted(text: string | Buffer): string {
  return JSON.stringify(shortened(typeof text === 'string' ? text : text.toString('latin1')));
}
