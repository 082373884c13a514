import { hasEntries, isList, type Shown } from './shown-value.ts';

/** What `JSON.stringify` prints as the value, with every key that it has. */
export function jsonValue(value: Shown): unknown {
  if (isList(value)) return value.map(jsonValue);
  if (hasEntries(value)) {
    return Object.fromEntries([...value.entries].map(([key, entry]) => [key, jsonValue(entry)]));
  }
  return typeof value === 'object' && value !== null ? '' : value;
}
