import type { HttpObservations } from '../http/observations.ts';
import { type Regexp, subjectOf } from '../shared/regexp/regexp.ts';
import { labelText } from './label-text.ts';
import {
  type ComponentStatus,
  componentLevel,
  type IncidentStatus,
  type Indicator,
  type MaintenanceStatus,
} from './severity.ts';
import type { Summary, SummaryComponent } from './summary.ts';

/** What only this prober knows: all of the HTTP prober, and the page once it was read. */
export interface StatuspageObservations extends HttpObservations {
  readonly page?: PageObservations;
}

/** What a page says, bounded, its texts fit for labels. */
export interface PageObservations {
  readonly name: string;
  /** Unix seconds; absent when the page does not say. */
  readonly updatedAtSeconds?: number;
  readonly indicator: Indicator;
  readonly description: string;
  /** Those that the module selects, one for each pair of group and name, in the order of the page. */
  readonly components: readonly ComponentObservations[];
  /** How many of the components that the module selects have each status, also those that are not among `components`. */
  readonly componentCounts: Readonly<Record<ComponentStatus, number>>;
  /** Patterns of the module that match no component. */
  readonly unmatched: readonly string[];
  readonly incidents: readonly IncidentObservations[];
  readonly incidentCount: number;
  readonly maintenances: readonly MaintenanceObservations[];
  readonly maintenanceCount: number;
}

export interface ComponentObservations {
  readonly name: string;
  /** "" without a group. */
  readonly group: string;
  readonly status: ComponentStatus;
}

export interface IncidentObservations {
  readonly name: string;
  readonly impact: Indicator;
  readonly status: IncidentStatus;
  readonly startedAtSeconds?: number;
}

export interface MaintenanceObservations {
  readonly name: string;
  readonly status: MaintenanceStatus;
  readonly startSeconds?: number;
}

/** Each is a series; the largest pages have some four hundred components. */
const maxComponents = 500;
const maxIncidents = 20;
const maxMaintenances = 20;

/** Keeps of a page what the metrics show. */
export function observePage(summary: Summary, patterns: readonly Regexp[]): PageObservations {
  const { components, incidents, maintenances } = summary;
  const selected = components.filter(
    ({ name }) => patterns.length === 0 || patterns.some((pattern) => matches(pattern, name)),
  );
  return {
    name: labelText(summary.name),
    ...(summary.updatedAtSeconds === undefined ? {} : { updatedAtSeconds: summary.updatedAtSeconds }),
    indicator: summary.indicator,
    description: labelText(summary.description),
    components: observeComponents(selected),
    componentCounts: countByStatus(selected),
    unmatched: patterns
      .filter((pattern) => !components.some(({ name }) => matches(pattern, name)))
      .map(({ source }) => source),
    incidents: incidents
      .slice(0, maxIncidents)
      .map((incident) => ({ ...incident, name: labelText(incident.name) })),
    incidentCount: incidents.length,
    maintenances: maintenances
      .slice(0, maxMaintenances)
      .map((maintenance) => ({ ...maintenance, name: labelText(maintenance.name) })),
    maintenanceCount: maintenances.length,
  };
}

function matches(pattern: Regexp, name: string): boolean {
  return pattern.test(subjectOf(Buffer.from(name)));
}

/** Two components that look the same become one with the worse status: a series cannot be there twice. */
function observeComponents(selected: readonly SummaryComponent[]): readonly ComponentObservations[] {
  const byLabels = new Map<string, ComponentObservations>();
  for (const component of selected) {
    const [name, group] = [labelText(component.name), labelText(component.group)];
    const key = JSON.stringify([group, name]);
    const known = byLabels.get(key);
    if (known === undefined && byLabels.size >= maxComponents) continue;
    if (known !== undefined && componentLevel(known.status) >= componentLevel(component.status)) continue;
    byLabels.set(key, { name, group, status: component.status });
  }
  return [...byLabels.values()];
}

function countByStatus(selected: readonly SummaryComponent[]): Readonly<Record<ComponentStatus, number>> {
  const counts = {
    operational: 0,
    under_maintenance: 0,
    degraded_performance: 0,
    partial_outage: 0,
    major_outage: 0,
  };
  for (const { status } of selected) counts[status] += 1;
  return counts;
}
