import type { Outcome } from '../../../probes/contract.ts';
import { standingOf } from '../report/standing.ts';
import type { Paint } from '../terminal/paint.ts';

/** The word that a verdict begins with. `UNKNOWN`: this host kept the probe from finding out, and no target is blamed. */
export type VerdictWord = 'OK' | 'FAIL' | 'UNKNOWN';

export function verdictWord(outcome: Outcome): VerdictWord {
  const standing = standingOf(outcome);
  if (standing === 'up') return 'OK';
  return standing === 'unknown' ? 'UNKNOWN' : 'FAIL';
}

/** The colour that says the same. */
export function colourOf(word: VerdictWord, paint: Paint): (text: string) => string {
  if (word === 'OK') return paint.good;
  return word === 'UNKNOWN' ? paint.warn : paint.bad;
}
