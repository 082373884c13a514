import { redactMessage } from '../config/redact-text.ts';
import { isSecretName } from '../config/secret-names.ts';

const hidden = 'xxxxx';

/** A member whose value has no end any more, because the body was cut there. */
const openMember = /("[^"\\]{1,64}")(\s*:\s*)"(?:[^"\\]|\\.)*\\?$/;
/** An element of XML or HTML with a text, which may be cut. */
const element = /<([\w.:-]{1,64})(\s[^<>]{0,256})?>([^<]+)/g;
/** A line `name = value` or `name: value`, as settings have it. */
const setting = /^([ \t]*(?:export[ \t]+)?([\w.-]{1,64})[ \t]*[=:][ \t]*)\S[^\r\n]*/gm;
/** Tokens that give themselves away: JWTs (RFC 7519), values of `Authorization`, private keys. */
const token = /(?<![\w-])eyJ[\w-]{8,}\.[\w-]*(?:\.[\w-]*)?/g;
const scheme = /\b(bearer|basic)(\s+)[\w.~+/-]{8,}=*/gi;
const privateKey = /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----)[\s\S]*?(-----END|$)/g;

/**
 * A body, or its beginning, without what well-known names and forms say is a secret: in JSON, forms, XML, settings and
 * header lines, and tokens anywhere. Linear in the length of the body.
 */
export function scrubBody(body: string): string {
  return redactMessage(body)
    .replace(openMember, (whole: string, name: string, colon: string) =>
      isSecretName(name.slice(1, -1)) ? `${name}${colon}"${hidden}` : whole,
    )
    .replace(element, (whole: string, name: string, attributes: string | undefined) =>
      isSecretName(name) ? `<${name}${attributes ?? ''}>${hidden}` : whole,
    )
    .replace(setting, (whole: string, before: string, name: string) =>
      isSecretName(name) ? `${before}${hidden}` : whole,
    )
    .replace(token, hidden)
    .replace(scheme, `$1$2${hidden}`)
    .replace(privateKey, `$1${hidden}$2`);
}
