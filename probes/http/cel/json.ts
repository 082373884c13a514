/** A JSON body (RFC 8259) as a value that CEL expressions look into. */
import { loadCel } from './library.ts';

type CelMap = ReturnType<ReturnType<typeof loadCel>['celMap']>;
export type CelJson = null | boolean | number | string | CelMap | readonly CelJson[];

/** Deeper documents are refused: recursion has an end, here and in the library. */
const maxDepth = 1000;

/**
 * Parses one JSON value. Numbers are doubles, of equal keys the last counts, bytes that are no UTF-8 become
 * U+FFFD, as in Go. Throws what is wrong with the text.
 */
export function parseCelJson(bytes: Buffer): CelJson {
  const parsed: unknown = JSON.parse(bytes.toString('utf8'));
  return toCel(parsed, 0);
}

/**
 * Objects become maps: the library tells objects by their constructor, which a body may name `constructor`. A
 * member that is null is present, which the library's own `has` denies.
 */
function toCel(value: unknown, depth: number): CelJson {
  if (depth > maxDepth) throw new Error(`it is nested more than ${maxDepth} levels deep`);
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return value.map((element: unknown) => toCel(element, depth + 1));
  const members = new Map<string, CelJson>();
  for (const [name, member] of Object.entries(value)) members.set(name, toCel(member, depth + 1));
  const map = loadCel().celMap(members);
  map.has = (key) => typeof key === 'string' && members.has(key);
  return map;
}
