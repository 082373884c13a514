import type { ConfigIssue } from './issue.ts';
import type { LinkedFile } from './link-file.ts';
import { linkFiles } from './link-files.ts';
import type { ParsedFile } from './parse-file.ts';

/** A file at a reload. */
export interface Candidate {
  readonly name: string;
  /** What it says now; absent when that cannot be read. */
  readonly next?: ParsedFile | undefined;
  /** Why it cannot be read. */
  readonly issues: readonly ConfigIssue[];
  /** Absent when none of its versions was good so far. */
  readonly inForce?: LinkedFile | undefined;
}

/** What a reload comes to. */
export interface Settlement {
  /** What is to be in force, by name in the order of the files. */
  readonly files: ReadonlyMap<string, LinkedFile>;
  /** The files that are not taken over as they stand, each with its mistakes. */
  readonly refused: ReadonlyMap<string, readonly ConfigIssue[]>;
}

/**
 * Takes over all files that have no mistakes and fit to the others, and of each other file its version in force.
 *
 * A file that is refused takes its modules along, so that further files may then have no place: the search ends when
 * all that is taken over fits.
 */
export function settle(candidates: readonly Candidate[]): Settlement {
  const refused = new Map<string, readonly ConfigIssue[]>();
  for (const { name, next, issues } of candidates) if (next === undefined) refused.set(name, issues);
  for (;;) {
    const files = linkedWithout(refused, candidates);
    const misfits = [...files].filter(([name, { issues }]) => issues.length > 0 && !refused.has(name));
    if (misfits.length === 0) return { files, refused };
    for (const [name, { issues }] of misfits) refused.set(name, issues);
  }
}

function linkedWithout(
  refused: ReadonlyMap<string, unknown>,
  candidates: readonly Candidate[],
): ReadonlyMap<string, LinkedFile> {
  const used = candidates.flatMap(({ name, next, inForce }) => {
    const parsed = refused.has(name) ? inForce?.parsed : next;
    return parsed === undefined ? [] : [{ name, parsed, inForce }];
  });
  const linked = linkFiles(used, { mayHaveMore: false });
  return new Map(
    linked.map((file, index) => {
      const { name = '', inForce } = used[index] ?? {};
      // A version in force that has lost a module keeps the one that it has.
      const keeps = refused.has(name) && file.issues.length > 0;
      return [name, (keeps ? inForce : undefined) ?? file];
    }),
  );
}
