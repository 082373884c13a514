/**
 * The secrets that this thread knows, so that none of them is shown wherever it turns up: a server may send back what it
 * was sent. It is filled where secrets come from, and asked where texts go out.
 *
 * There is one for the whole thread on purpose: a text on its way out does not tell which secrets may be in it.
 */

/** What stands where a secret was. */
export const secretPlaceholder = '<secret>';

/** The most texts that are remembered; those that were told longest ago go first. */
const mostTexts = 4096;

/** A form begins with as many characters as are looked up at once. */
const keyLength = 4;

/** Shorter ones would be found by chance all over. */
const shortestSecret = 6;

/** A line of a secret of several lines, such as a key, is one by itself. */
const shortestLine = 16;

/** In the order in which they were told last. */
const texts = new Set<string>();
let index: FormIndex | undefined;

/** The forms that a text may have on its way, by how they begin. */
interface FormIndex {
  /** Whether some form begins with these two characters, by a hash of them. */
  readonly beginnings: Uint8Array;
  readonly byKey: ReadonlyMap<string, readonly string[]>;
}

/** Has a text hidden from now on. Of texts that are too short to be told from others nothing is remembered. */
export function rememberSecret(text: string, shortest = shortestSecret): void {
  remember(text.trim(), Math.max(shortest, shortestSecret));
  if (!text.includes('\n')) return;
  for (const line of text.split('\n')) {
    if (!line.startsWith('-----')) remember(line.trim(), shortestLine);
  }
}

function remember(text: string, shortest: number): void {
  if (text.length < shortest) return;
  const isNew = !texts.delete(text);
  texts.add(text);
  if (!isNew) return;
  index = undefined;
  const [oldest] = texts;
  if (texts.size > mostTexts && oldest !== undefined) texts.delete(oldest);
}

/** Whether there is anything to hide. */
export function knowsSecrets(): boolean {
  return texts.size > 0;
}

/**
 * The text with a placeholder for every secret in it: as it is, escaped for URLs, forms, JSON and HTML, in base64 or in
 * hexadecimal, also where an ellipsis has cut it. Takes time in proportion to the text.
 */
export function hideSecrets(text: string): string {
  if (texts.size === 0 || text.length < keyLength) return text;
  index ??= indexOf(texts);
  const { beginnings, byKey } = index;
  let shown = '';
  let from = 0;
  for (let at = 0; at + keyLength <= text.length; at += 1) {
    if (beginnings[hashAt(text, at)] === 0) continue;
    const forms = byKey.get(text.slice(at, at + keyLength));
    const length = forms === undefined ? 0 : lengthAt(text, at, forms);
    if (length === 0) continue;
    shown += text.slice(from, at) + secretPlaceholder;
    from = at + length;
    at = from - 1;
  }
  return from === 0 ? text : shown + text.slice(from);
}

/** How long the secret is that stands there; 0 when there is none. */
function lengthAt(text: string, at: number, forms: readonly string[]): number {
  const whole = forms.find((form) => text.startsWith(form, at));
  if (whole !== undefined) return whole.length;
  const cutAt = text.indexOf('…', at);
  if (cutAt < at + keyLength) return 0;
  const rest = cutAt - at;
  return forms.some((form) => form.length > rest && form.startsWith(text.slice(at, cutAt))) ? rest : 0;
}

function hashAt(text: string, at: number): number {
  return ((text.charCodeAt(at) << 7) ^ text.charCodeAt(at + 1)) & 0xff_ff;
}

function indexOf(secrets: ReadonlySet<string>): FormIndex {
  const beginnings = new Uint8Array(0x1_00_00);
  const byKey = new Map<string, string[]>();
  for (const form of new Set([...secrets].flatMap(formsOf))) {
    beginnings[hashAt(form, 0)] = 1;
    const key = form.slice(0, keyLength);
    const others = byKey.get(key);
    if (others === undefined) byKey.set(key, [form]);
    else others.push(form);
  }
  // The longest first: a secret may begin like another one.
  for (const forms of byKey.values()) forms.sort((left, right) => right.length - left.length);
  return { beginnings, byKey };
}

function formsOf(text: string): readonly string[] {
  // By way of bytes, since a half of a surrogate pair cannot be encoded.
  const bytes = Buffer.from(text, 'utf8');
  const wellFormed = bytes.toString('utf8');
  const encoded = encodeURIComponent(wellFormed);
  const strictly = encoded.replace(/[!'()*]/gu, percentEncoded);
  const urls = [encoded, strictly, encodeURI(wellFormed)];
  return [
    text,
    bytes.toString('latin1'),
    ...urls,
    ...urls.map((url) => url.replaceAll('%20', '+')),
    ...urls.map((url) => url.replaceAll(/%[0-9A-F]{2}/gu, (code) => code.toLowerCase())),
    JSON.stringify(wellFormed).slice(1, -1),
    wellFormed
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;'),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ].filter(({ length }) => length >= shortestSecret);
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
