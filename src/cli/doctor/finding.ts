/** What one look at this host found. */
export interface Finding {
  /** What was looked at, a word or two. */
  readonly subject: string;
  /** `problem`: something cannot work; `warning`: it works, but not for everything or not for long. */
  readonly verdict: 'ok' | 'warning' | 'problem';
  /** What there is, one sentence. */
  readonly found: string;
  /** What to do about it; each a line to add or to run, with the place it is for in front. */
  readonly remedies: readonly string[];
}
