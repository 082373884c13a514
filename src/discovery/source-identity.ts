import { createHash } from 'node:crypto';
import { Secret } from '../../probes/secret.ts';

/**
 * The options of a source as a text that is the same exactly when they are. Secrets, which print as nothing, are in
 * it by their hash.
 */
export function sourceIdentity(options: object): string {
  return JSON.stringify(options, function (this: unknown, key: string, printed: unknown): unknown {
    // The value as it was before `toJSON` hid it.
    const value: unknown = isRecord(this) ? this[key] : printed;
    return value instanceof Secret ? createHash('sha256').update(value.reveal()).digest('hex') : printed;
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
