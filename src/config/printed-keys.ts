import { compareNatural } from './natural-order.ts';
import { hasEntries, isList, type Shown, type ShownEntries } from './shown-value.ts';

// What blackbox_exporter 0.28 prints of blocks and keys that were left out. Other defaults, such as those of
// later probers and of our own keys, are not printed, so that the page of an unchanged file stays the same.
const printedBlocks = ['http', 'tcp', 'icmp', 'dns', 'http_config'];
const printedKeys = [
  'ip_protocol_fallback',
  'follow_redirects',
  'enable_http2',
  'ttl',
  'recursion_desired',
  'type',
];
const printedDefaults = new Set([...printedBlocks, ...printedKeys]);
// Printed even when they say nothing, in a block that is printed for another key's sake.
const alwaysPrinted = new Set(['username', 'follow_redirects', 'enable_http2', 'insecure_skip_verify']);

/**
 * What blackbox_exporter prints of a mapping: the keys of a block that say something, which false, 0, the empty
 * and the unset do not; of free names all, sorted.
 */
export function printedEntries(value: ShownEntries): readonly (readonly [string, Shown])[] {
  const { kind, entries } = value;
  return kind === 'map'
    ? [...entries].sort(([left], [right]) => compareNatural(left, right))
    : [...entries].filter(([key]) => alwaysPrinted.has(key) || saysSomething(value, key));
}

function saysSomething(block: ShownEntries, key: string): boolean {
  const value = block.entries.get(key) ?? null;
  return !isZero(value) && (!block.defaults.has(key) || printedDefaults.has(key));
}

function isZero(value: Shown): boolean {
  if (isList(value)) return value.length === 0;
  if (!hasEntries(value)) return value === null || value === false || value === 0 || value === '';
  if (value.kind === 'map') return value.entries.size === 0;
  return !value.countsWhenEmpty && ![...value.entries.keys()].some((key) => saysSomething(value, key));
}
