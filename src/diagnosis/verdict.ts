import type { Blame } from '../../probes/failure.ts';
import type { Evidence } from './evidence.ts';
import { rules } from './rules/table.ts';
import type { VerdictCode } from './verdict-codes.ts';

/** What a diagnosis concludes. */
export interface Verdict {
  readonly code: VerdictCode;
  /** Whose fault it most likely is; `nobody` when there is none. */
  readonly blame: Blame | 'nobody';
  /** One sentence for people, without a full stop. */
  readonly sentence: string;
}

/** Names and details are others' words: a log line has room for as much. */
const longest = 1000;

function cut(sentence: string): string {
  return sentence.length > longest ? `${sentence.slice(0, longest - 1)}…` : sentence;
}

/** The verdict of the first rule of the table that has one. A pure function of the evidence. */
export function conclude(evidence: Evidence): Verdict {
  for (const { code, blame, judge } of rules) {
    const sentence = judge(evidence);
    if (sentence !== undefined) return { code, blame, sentence: cut(sentence) };
  }
  return { code: 'unexplained', blame: 'nobody', sentence: 'the table of verdicts has no rule for this' };
}
