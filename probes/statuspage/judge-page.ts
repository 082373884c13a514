import type { Failure, FailureReason } from '../failure.ts';
import type { PageObservations } from './observations.ts';
import type { StatuspageOptions } from './options.ts';
import { componentLevel, componentStatuses, indicatorLevel } from './severity.ts';

/** How many components a sentence can bear. */
const namesShown = 5;

/** The first demand of the module that the page does not meet: its whole first, then its components. */
export function judgePage(
  page: PageObservations,
  options: Pick<StatuspageOptions, 'failOn' | 'failOnComponent'>,
): Failure | undefined {
  const { failOn, failOnComponent } = options;
  if (failOn !== 'never' && indicatorLevel(page.indicator) >= indicatorLevel(failOn)) {
    return unmet('assert.indicator', `the page says ${page.indicator}: ${page.description}`);
  }
  if (failOnComponent === 'never') return undefined;
  const failing = componentStatuses.filter(
    (status) => componentLevel(status) >= componentLevel(failOnComponent),
  );
  const count = failing.reduce((sum, status) => sum + page.componentCounts[status], 0);
  if (count > 0) {
    const shown = page.components
      .filter(({ status }) => failing.includes(status))
      .slice(0, namesShown)
      .map(({ name, status }) => `${name} (${status})`);
    const more = count > shown.length ? ` and ${count - shown.length} more` : '';
    return unmet('assert.component', `the page says of its components: ${shown.join(', ')}${more}`);
  }
  const [missing] = page.unmatched;
  // What cannot be found cannot be judged, and must not pass.
  if (missing !== undefined) return unmet('assert.component', `no component's name matches "${missing}"`);
  return undefined;
}

function unmet(reason: FailureReason, detail: string): Failure {
  return { phase: 'assertion', reason, blame: 'target', detail };
}
