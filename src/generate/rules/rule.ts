/** A rule of Prometheus as its rule files have it. */
export type Rule = RecordingRule | AlertingRule;

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Who must hear of it: `critical` wakes somebody, `warning` waits for working hours. Alertmanager routes by it.
 */
export type Severity = 'critical' | 'warning';

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: Severity } & Readonly<Record<string, string>>;
  readonly annotations: Annotations;
}

export interface Annotations {
  readonly summary: string;
  readonly description: string;
  readonly runbook_url: string;
}

/** Rules that are evaluated one after the other. */
export interface RuleGroup {
  readonly name: string;
  /** Left out, it is Prometheus' own. */
  readonly interval?: string;
  readonly rules: readonly Rule[];
}

/** What an alert says beside its annotations' runbook, which follows from its name. */
export interface Alert {
  readonly name: string;
  readonly expr: string;
  /** How long it has to hold before anybody is told. */
  readonly for: string;
  readonly severity: Severity;
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
}

/** The rule of an alert. Its runbook is the page of its name below `runbooks`. */
export function alertingRule(
  { name, severity, labels = {}, summary, description, ...rest }: Alert,
  runbooks: string,
): AlertingRule {
  return {
    alert: name,
    expr: rest.expr,
    for: rest.for,
    labels: { severity, ...labels },
    annotations: { summary, description, runbook_url: `${runbooks}/${name}.md` },
  };
}
