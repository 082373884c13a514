import type { Blame } from '../../../probes/failure.ts';
import type { Evidence } from '../evidence.ts';
import type { VerdictCode } from '../verdict-codes.ts';

/** One row of the decision table. */
export interface Rule {
  readonly code: VerdictCode;
  /** Whose fault it most likely is; `nobody` when there is none, or when it cannot be said. */
  readonly blame: Blame | 'nobody';
  /**
   * The verdict in one sentence without a full stop, when it is this one; else `undefined`. Rules are asked in the order
   * of the table, so that each takes for granted what those before it have not found.
   */
  readonly judge: (evidence: Evidence) => string | undefined;
}
