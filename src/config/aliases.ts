import { type Alias, type Document, isAlias, type Node, visit } from 'yaml';
import type { TextProblem } from './source-text.ts';

/** What each alias of a document stands for: the last node before it that carries the anchor. */
export interface Aliases {
  readonly targets: ReadonlyMap<Alias, Node>;
  /** Whether one of them stands for nothing in this document. */
  readonly hasStray: boolean;
  readonly problems: readonly TextProblem[];
}

const anchorName = /^[\w-]+$/;

/** Binds aliases to anchors in one pass. */
export function bindAliases(document: Document.Parsed): Aliases {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const problems: TextProblem[] = [];
  let hasStray = false;
  const report = (node: Node, message: string) => problems.push({ offset: node.range?.[0] ?? 0, message });
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node)) {
        if (node.anchor === undefined) return;
        if (!anchorName.test(node.anchor)) {
          report(node, `the anchor "${node.anchor}" may have letters, digits, _ and - only`);
        }
        anchors.set(node.anchor, node);
        return;
      }
      const target = anchors.get(node.source);
      if (target !== undefined) {
        targets.set(node, target);
        return;
      }
      hasStray = true;
      report(node, `the alias "*${node.source}" has no anchor "&${node.source}" before it`);
    },
  });
  return { targets, hasStray, problems };
}

/**
 * The bound on what aliases may expand to, against files that grow exponentially: the share of values that
 * come through aliases may be 99 % of the first 400,000, falling to 10 % of 4,000,000, as in Go's library.
 */
export function aliasBudget(): { spend(throughAlias: boolean): boolean } {
  let all = 0;
  let throughAliases = 0;
  return {
    /** Counts one value that is read; false when the bound is passed. */
    spend(throughAlias) {
      all++;
      if (throughAlias) throughAliases++;
      const beyond = Math.min(Math.max(all - 400_000, 0) / 3_600_000, 1);
      return throughAliases <= 100 || all <= 1000 || throughAliases / all <= 0.99 - 0.89 * beyond;
    },
  };
}
