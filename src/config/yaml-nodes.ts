import { isAlias, isNode, isScalar } from 'yaml';

/** Where a node begins; 0 for what is no node. */
export function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** What two keys of one mapping may not have in common: the text as it is written, or the alias. */
export function writtenKey(key: unknown): string {
  if (isAlias(key)) return `*${key.source}`;
  return isScalar<string>(key) ? key.value : '';
}

/** Whether a key is `<<`, neither quoted nor tagged. */
export function isMergeKey(key: unknown): boolean {
  return (
    isScalar(key) && key.value === '<<' && key.type === 'PLAIN' && (key.tag === undefined || key.tag === '!')
  );
}
