import { yamlFile } from '../yaml-file.ts';
import { allRules } from './rules.ts';
import type { RuleSettings } from './settings.ts';

/** A rule file of Prometheus. */
export function ruleFile(comment: string, settings: RuleSettings): string {
  return yamlFile(comment, { groups: allRules(settings) });
}
