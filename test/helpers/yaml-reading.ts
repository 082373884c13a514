import { Mapping } from '../../probes/shared/schema/mapping.ts';
import type { TextReading } from '../../src/config/yaml-reading.ts';
import type { YamlTree } from '../../src/config/yaml-tree.ts';

/** What a text says, with all its places, as plain values. */
export function plainReading(reading: TextReading): unknown {
  const { lines, ...rest } = reading;
  const lineStarts = [...lines.lineStarts];
  if (!rest.ok) return { lineStarts, problems: rest.problems };
  return {
    lineStarts,
    root: plainTree(rest.root),
    problems: rest.problems.toSorted((left, right) => left.offset - right.offset),
  };
}

function plainTree({ value, offset, children }: YamlTree): unknown {
  return {
    offset,
    value: value instanceof Mapping ? [...value.entries.keys()] : Array.isArray(value) ? value.length : value,
    children: [...children].map(([key, { keyOffset, tree }]) => [key, keyOffset, plainTree(tree)]),
  };
}
