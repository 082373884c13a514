import { hash } from 'node:crypto';

/** What {@link stableHash} gives is below this: 2^48. */
export const hashRange = 2 ** 48;

/**
 * The first 48 bits of the SHA-256 of some texts: the same on every machine and in every release, because slots and
 * shards hang on it. Texts that differ in where one ends and the next begins give different numbers.
 */
export function stableHash(texts: readonly string[]): number {
  return hash('sha256', JSON.stringify(texts), 'buffer').readUIntBE(0, 6);
}
