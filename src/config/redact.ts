import { Secret } from '../../probes/secret.ts';
import { hasEntries, isList, type Shown, type ShownEntries } from './shown-value.ts';

// What a header is comes last in its name: X-Auth-Token is a token, X-Token-Type is not.
const secretName =
  /(?:^|[-_.])(?:authorization|auth|cookie2?|credentials?|(?:api|access|secret|private|auth)?-?key)$|(?:token|secret|password|passwd|passphrase)$/i;
const urlPassword = /^([a-z][a-z0-9+.-]*:\/\/[^/?#:]*:)[^/?#]*@/i;
const hiddenText = String(new Secret(''));

/**
 * The value without secrets in places that are not meant for them, as far as names and forms give them away:
 * headers and other mappings of free names, such as `Authorization`, and passwords in URLs.
 */
export function redact(value: Shown): Shown {
  if (typeof value === 'string') return withoutPassword(value);
  if (isList(value)) return value.map(redact);
  if (!hasEntries(value)) return value;
  return withEntries(value, (name, entry) =>
    value.kind === 'map' && secretName.test(name) ? hide(entry) : redact(entry),
  );
}

/** A text without the password of the URL that it may be. */
export function withoutPassword(text: string): string {
  return text.replace(urlPassword, '$1xxxxx@');
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
