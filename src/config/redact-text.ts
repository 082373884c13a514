/**
 * Takes secrets out of texts that are shown: credentials in URLs, and what well-known names announce. Texts may come
 * from targets, so that each search is linear in their length.
 */
import { hideSecrets } from '../../probes/known-secrets.ts';
import { isSecretName } from './secret-names.ts';

/** What stands for a secret within a text: the word of Go's `URL.Redacted`, which the reference uses. */
const hidden = 'xxxxx';

const user = String.raw`[^\s/?#:@"<>[\]]`;
/**
 * A password and its `@`. Without a slash or the like it ends at the last one; where these were not encoded, at an `@`
 * that follows soon, unless what they end can be a port.
 */
const password = String.raw`(?!@)(?:[^\s/?#"<>]+@|(?!\d*(?:[/?#\s"<>]|$))\S{1,256}@)`;
const userWithPassword = new RegExp(`(://${user}*:)${password}`, 'g');
const userAlone = new RegExp(`(://)${user}+(:?@)`, 'g');
const bareUserWithPassword = new RegExp(`^(${user}*:)${password}`);
const parameter = /(?<=^|[?&])([^=&?#\s"]{1,64})(=)[^&?\s"]+/g;

/**
 * The text without the secrets that are known, and without the credentials of the URLs in it: passwords, values of
 * parameters such as `?api_key=`, and a user without a password, because that is how some interfaces take their keys.
 */
export function redactUrls(said: string): string {
  const text = hideSecrets(said);
  if (!text.includes('@') && !text.includes('=')) return text;
  return redactPasswords(text).replace(userAlone, `$1${hidden}$2`).replace(parameter, hideValue);
}

/** The text without the passwords of the URLs in it. */
export function redactPasswords(text: string): string {
  return text.replace(userWithPassword, `$1${hidden}@`);
}

/** A target without its credentials, which need no scheme before them. */
export function redactTarget(target: string): string {
  if (!target.includes('@')) return redactUrls(target);
  return redactUrls(target.replace(bareUserWithPassword, `$1${hidden}@`));
}

const member = /("[^"\\]{1,64}")(\s*:\s*)"(?:[^"\\]|\\.)+"/g;
const headerLine = /^([A-Za-z0-9-]{1,64})(:[ \t]*)\S[^\r\n]*/gm;
const passLine = /^(PASS +)\S[^\r\n]*/gim;

/** What {@link redactMessage} hides because of its name, in JSON and behind `PASS`. */
export function secretsIn(text: string): readonly string[] {
  const members = [...text.matchAll(/("[^"\\]{1,64}")\s*:\s*"((?:[^"\\]|\\.)+)"/g)];
  return [
    ...members.flatMap(([, name = '', value = '']) => (isSecretName(name.slice(1, -1)) ? [value] : [])),
    ...[...text.matchAll(passLine)].map(([line, before = '']) => line.slice(before.length)),
  ];
}

/**
 * What a probe sends, without the values of well-known names: in URLs and forms, in JSON, in header lines, and the
 * argument of `PASS`, as POP3, FTP and IRC have it.
 */
export function redactMessage(text: string): string {
  return redactUrls(text)
    .replace(member, (whole: string, name: string, colon: string) =>
      isSecretName(name.slice(1, -1)) ? `${name}${colon}"${hidden}"` : whole,
    )
    .replace(headerLine, hideValue)
    .replace(passLine, `$1${hidden}`);
}

function hideValue(whole: string, name: string, between: string): string {
  return isSecretName(name) ? `${name}${between}${hidden}` : whole;
}
