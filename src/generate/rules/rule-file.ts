import { yamlFile } from '../yaml-file.ts';
import { allRules } from './rules.ts';
import type { RuleSettings } from './settings.ts';

/** A rule file of Prometheus. */
export function ruleFile(comment: string, settings: RuleSettings): string {
  return yamlFile(comment, { groups: allRules(settings) });
}

/** The same as a resource of the Prometheus Operator; `name` is a Kubernetes name. */
export function prometheusRule(comment: string, name: string, settings: RuleSettings): string {
  return yamlFile(comment, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name },
    spec: { groups: allRules(settings) },
  });
}
