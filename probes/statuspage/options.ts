import type { z } from 'zod';
import { type HttpOptions, httpOptions } from '../http/options.ts';
import type { Regexp } from '../shared/regexp/regexp.ts';
import { block, blockOrDefaults } from '../shared/schema/block.ts';
import { goRegexp, list, orDefault, scalar } from '../shared/schema/values.ts';
import { type ComponentStatus, componentStatuses, type Indicator, indicators } from './severity.ts';

/** From which word on the probe fails; `never` leaves the judgement to whoever reads the metrics. */
type Threshold<Word> = Word | 'never';

/** The block `statuspage` of a module. */
export interface StatuspageOptions {
  /** How the document is fetched. */
  readonly http: HttpOptions;
  /** Of the page as a whole. */
  readonly failOn: Threshold<Indicator>;
  /** Of each component that counts. */
  readonly failOnComponent: Threshold<ComponentStatus>;
  /** The components that count are those whose name one of these matches; empty is all. */
  readonly components: readonly Regexp[];
}

/** One of `words` but the first, which is the good one. */
function threshold<Word extends string>(words: readonly Word[]): z.ZodType<Threshold<Word>> {
  const allowed: readonly Threshold<Word>[] = ['never', ...words.slice(1)];
  return scalar(
    `one of ${allowed.join(', ')}`,
    ({ text }, refuse) => {
      const word = allowed.find((candidate) => candidate === text);
      return word ?? refuse(`must be one of ${allowed.join(', ')}, not ${JSON.stringify(text)}`);
    },
    { kind: 'text', words: allowed },
  );
}

/** Reads the block `statuspage`; left out or null, it holds the defaults. */
export const statuspageOptions: z.ZodType<StatuspageOptions> = blockOrDefaults(
  block({
    http: httpOptions,
    fail_on: orDefault<StatuspageOptions['failOn']>(threshold(indicators), 'never'),
    fail_on_component: orDefault<StatuspageOptions['failOnComponent']>(threshold(componentStatuses), 'never'),
    components: orDefault(list(goRegexp), []),
  }).transform(
    (keys): StatuspageOptions => ({
      http: keys.http,
      failOn: keys.fail_on,
      failOnComponent: keys.fail_on_component,
      components: keys.components,
    }),
  ),
);
