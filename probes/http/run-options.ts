import type { Failure } from '../failure.ts';
import type { HttpOptions } from './options.ts';

/** What a run of the HTTP prober takes: the options of a module, and what a prober that is built on it adds. */
export interface HttpRunOptions extends HttpOptions {
  /**
   * Looks at the body of an accepted response once it was read to its end, before any other judgement of it is told;
   * says why it is not what was wanted.
   */
  readonly inspectBody?: (content: Buffer) => Failure | undefined;
}
