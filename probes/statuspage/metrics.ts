import type { Fact, MetricFamily, Outcome, Sample } from '../contract.ts';
import { httpMetrics } from '../http/metrics.ts';
import type { PageObservations, StatuspageObservations } from './observations.ts';
import type { StatuspageOptions } from './options.ts';
import { componentLevel, componentStatuses, indicatorLevel } from './severity.ts';

/** The families of the fetch, and what the page says once it was read. */
export function statuspageFamilies(
  outcome: Outcome<StatuspageObservations>,
  options: StatuspageOptions,
): readonly MetricFamily[] {
  const { page } = outcome.observations;
  return [...httpMetrics(outcome, options.http), ...(page === undefined ? [] : pageFamilies(page))];
}

function pageFamilies(page: PageObservations): readonly MetricFamily[] {
  const { componentCounts, components, incidents, maintenances } = page;
  const shownComponents = components.map(({ name, group, status }) => ({
    labels: { component: name, group },
    value: componentLevel(status),
  }));
  const selected = Object.values(componentCounts).reduce((sum, count) => sum + count, 0);
  const families: MetricFamily[] = [
    gauge('probe_statuspage_info', 'Name of the page and its own words.', [
      { labels: { page: page.name, description: page.description, indicator: page.indicator }, value: 1 },
    ]),
    gauge(
      'probe_statuspage_level',
      'What the page says of the whole: 0 none, 1 maintenance, 2 minor, 3 major, 4 critical.',
      [{ value: indicatorLevel(page.indicator) }],
    ),
    gauge(
      'probe_statuspage_components',
      'Components by what the page says of them.',
      componentStatuses.map((status) => ({ labels: { status }, value: componentCounts[status] })),
    ),
    gauge('probe_statuspage_components_hidden', 'Components without a series of their own.', [
      { value: selected - shownComponents.length },
    ]),
    gauge(
      'probe_statuspage_component_level',
      'What the page says of a component: 0 operational, 1 under maintenance, 2 degraded, 3 partial outage, 4 major outage.',
      shownComponents,
    ),
    gauge('probe_statuspage_incidents', 'Open incidents.', [{ value: page.incidentCount }]),
    gauge(
      'probe_statuspage_incident_level',
      'Impact of an open incident, as probe_statuspage_level has it.',
      unique(
        incidents.map(({ name, status, impact }) => ({
          labels: { incident: name, status },
          value: indicatorLevel(impact),
        })),
        Math.max,
      ),
    ),
    gauge(
      'probe_statuspage_incident_start_timestamp_seconds',
      'Start of an open incident, in Unix seconds.',
      unique(
        incidents.flatMap(({ name, status, startedAtSeconds }) =>
          startedAtSeconds === undefined
            ? []
            : [{ labels: { incident: name, status }, value: startedAtSeconds }],
        ),
        Math.min,
      ),
    ),
    gauge('probe_statuspage_maintenances', 'Maintenances that are planned or under way.', [
      { value: page.maintenanceCount },
    ]),
    gauge(
      'probe_statuspage_maintenance_start_timestamp_seconds',
      'Planned start of a maintenance, in Unix seconds.',
      unique(
        maintenances.flatMap(({ name, status, startSeconds }) =>
          startSeconds === undefined ? [] : [{ labels: { maintenance: name, status }, value: startSeconds }],
        ),
        Math.min,
      ),
    ),
  ];
  if (page.updatedAtSeconds !== undefined) {
    families.push(
      gauge('probe_statuspage_updated_timestamp_seconds', 'When the page last changed, in Unix seconds.', [
        { value: page.updatedAtSeconds },
      ]),
    );
  }
  return families.filter(({ samples }) => samples.length > 0);
}

/** One sample for each set of labels; of several, what `choose` makes of their values. */
function unique(
  samples: readonly Sample[],
  choose: (one: number, other: number) => number,
): readonly Sample[] {
  const byLabels = new Map<string, Sample>();
  for (const sample of samples) {
    const key = JSON.stringify(sample.labels);
    const known = byLabels.get(key);
    byLabels.set(key, known === undefined ? sample : { ...sample, value: choose(known.value, sample.value) });
  }
  return [...byLabels.values()];
}

function gauge(name: string, help: string, samples: readonly Sample[]): MetricFamily {
  return { name, help, type: 'gauge', samples };
}

/** What a person wants to know of the page: its words, what is not well, what is open. */
export function statuspageFacts({ observations }: Outcome<StatuspageObservations>): readonly Fact[] {
  const { response, page } = observations;
  const status = response === undefined ? [] : [{ name: 'status', value: String(response.statusCode) }];
  if (page === undefined) return status;
  const { components, componentCounts, incidents, incidentCount, maintenances } = page;
  const selected = Object.values(componentCounts).reduce((sum, count) => sum + count, 0);
  return [
    ...status,
    { name: 'page', value: page.name },
    { name: 'says', value: `${page.indicator}: ${page.description}` },
    { name: 'components', value: `${componentCounts.operational} of ${selected} operational` },
    ...components
      .filter((component) => component.status !== 'operational')
      .slice(0, factsShown)
      .map(({ name, group, status: word }) => ({
        name: word.replaceAll('_', ' '),
        value: group === '' ? name : `${group} / ${name}`,
      })),
    { name: 'incidents', value: String(incidentCount) },
    ...incidents
      .slice(0, factsShown)
      .map(({ name, impact, status: word }) => ({ name: word, value: `${name} (impact ${impact})` })),
    ...maintenances
      .slice(0, factsShown)
      .map(({ name, status: word }) => ({ name: `maintenance ${word.replaceAll('_', ' ')}`, value: name })),
  ];
}

/** Of each kind. */
const factsShown = 10;
