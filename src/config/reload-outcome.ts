import type { ConfigIssue } from './issue.ts';

/** What came of one attempt to load the files. */
export type ReloadOutcome =
  | {
      readonly ok: true;
      /** False when the files were those that are loaded already, and nothing was taken over. */
      readonly changed: boolean;
      readonly warnings: readonly ConfigIssue[];
    }
  | Refused;

/** At least one file was refused. */
interface Refused {
  readonly ok: false;
  /** Whether others were taken over; never when there is but one file. */
  readonly changed: boolean;
  /** Of the refused files. */
  readonly issues: readonly ConfigIssue[];
  /** Of the files in force. */
  readonly warnings: readonly ConfigIssue[];
}
