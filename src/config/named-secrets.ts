import { rememberSecret } from '../../probes/known-secrets.ts';
import { Mapping } from '../../probes/shared/schema/mapping.ts';
import { Scalar } from '../../probes/shared/schema/scalar.ts';
import { secretsIn } from './redact-text.ts';
import { isSecretName } from './secret-names.ts';

/** Shorter ones are words that stand elsewhere as well. */
const shortest = 8;

/** What probes send in words of their own. */
const sentKeys: ReadonlySet<string> = new Set(['body', 'send']);

/** Has hidden from now on what well-known names announce as secret, such as the header `Authorization`. */
export function rememberNamedSecrets(written: unknown): void {
  if (Array.isArray(written)) {
    for (const element of written) rememberNamedSecrets(element);
  } else if (written instanceof Mapping) {
    for (const [name, value] of written.entries) {
      if (isSecretName(name)) rememberTexts(value);
      else if (value instanceof Scalar && sentKeys.has(name)) {
        for (const secret of secretsIn(value.text)) rememberSecret(secret, shortest);
      } else rememberNamedSecrets(value);
    }
  }
}

function rememberTexts(value: unknown): void {
  if (value instanceof Scalar) {
    rememberSecret(value.text, shortest);
    // A scheme may stand before it, as in `Bearer …`.
    rememberSecret(value.text.split(' ').at(-1) ?? '', shortest);
  } else if (value instanceof Mapping) {
    for (const [name, entry] of value.entries) if (name !== 'files') rememberTexts(entry);
  } else if (Array.isArray(value)) {
    for (const element of value) rememberTexts(element);
  }
}
