import { hideSecrets, knowsSecrets } from '../../probes/known-secrets.ts';

/** The value, plain data, with known secrets hidden in every text of it; itself when there is none. */
export function hideSecretsIn<Value>(value: Value): Value;
export function hideSecretsIn(value: unknown): unknown {
  return knowsSecrets() ? hidden(value) : value;
}

function hidden(value: unknown): unknown {
  if (typeof value === 'string') return hideSecrets(value);
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const shown = items.map(hidden);
    return shown.some((item, index) => item !== items[index]) ? shown : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  let changed: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    const shown = hidden(member);
    if (shown === member) continue;
    changed ??= { ...value };
    changed[key] = shown;
  }
  return changed ?? value;
}
