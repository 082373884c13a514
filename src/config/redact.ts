import { hideSecrets } from '../../probes/known-secrets.ts';
import { Secret } from '../../probes/secret.ts';
import { redactMessage, redactUrls } from './redact-text.ts';
import { isSecretName } from './secret-names.ts';
import { hasEntries, isList, type Shown, type ShownEntries } from './shown-value.ts';

const url = /^[a-z][a-z0-9+.-]*:\/\//i;
/** What the probes of a block send, in their own words. */
const sentKeys: ReadonlySet<string> = new Set(['body', 'send']);
const hiddenText = String(new Secret(''));

/**
 * How a configuration is shown: `redacted`, or `exact` as the reference shows it, where only what the schemas call a
 * secret is hidden.
 */
export type Disclosure = 'redacted' | 'exact';

/**
 * The value without secrets in places that are not meant for them, as far as names and forms give them away:
 * headers and other mappings of free names, such as `Authorization`, credentials in URLs, and what is sent.
 */
export function redact(value: Shown): Shown {
  if (typeof value === 'string') return url.test(value) ? redactUrls(value) : hideSecrets(value);
  if (isList(value)) return value.map(redact);
  if (!hasEntries(value)) return value;
  return withEntries(value, (name, entry) => {
    if (value.kind === 'map' && isSecretName(name)) return hide(entry);
    const isSent = value.kind === 'block' && sentKeys.has(name);
    return isSent && typeof entry === 'string' ? redactMessage(entry) : redact(entry);
  });
}

/** Every text hidden, save the names of files. */
function hide(value: Shown): Shown {
  if (typeof value === 'string') return value === '' ? '' : hiddenText;
  if (isList(value)) return value.map(hide);
  if (!hasEntries(value)) return value;
  return withEntries(value, (key, entry) =>
    value.kind === 'block' && key === 'files' ? entry : hide(entry),
  );
}

function withEntries(value: ShownEntries, change: (name: string, entry: Shown) => Shown): ShownEntries {
  return {
    ...value,
    entries: new Map([...value.entries].map(([name, entry]) => [name, change(name, entry)])),
  };
}
