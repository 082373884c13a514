import { answerRules, redirectRules } from './answer.ts';
import { nameRules } from './names.ts';
import { partialRules } from './partial.ts';
import type { Rule } from './rule.ts';
import { tlsRules } from './tls.ts';
import { vantageRules } from './vantage.ts';
import { wayRules } from './way.ts';

/**
 * The decision table: the first rule that has a sentence gives the verdict. First what makes all else meaningless, then
 * along the course of a probe. docs/diagnosis.md explains it row by row.
 */
export const rules: readonly Rule[] = [
  ...vantageRules,
  ...nameRules,
  ...redirectRules,
  ...partialRules,
  ...wayRules,
  ...tlsRules,
  ...answerRules,
];
