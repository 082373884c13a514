import { certificateRules } from './certificate-rules.ts';
import { pointRules } from './point-rules.ts';
import type { RuleGroup } from './rule.ts';
import type { RuleSettings } from './settings.ts';
import { sloRules } from './slo-rules.ts';
import { targetRules } from './target-rules.ts';

/** All rules that come with Vantage, for these settings. */
export function allRules(settings: RuleSettings): readonly RuleGroup[] {
  return [targetRules(settings), ...sloRules(settings), certificateRules(settings), pointRules(settings)];
}
