/** What a token endpoint answers (RFC 6749 section 5). */
import { rememberSecret } from '../../known-secrets.ts';
import { isFieldValue } from '../../shared/http/message.ts';
import { utf8AsLatin1 } from '../../shared/http/url.ts';

/** A token as it is sent along. */
export interface Token {
  /** The value of `Authorization`. */
  readonly authorization: string;
  /** Absent when the endpoint does not say how long it lasts. */
  readonly lifetimeMs?: number;
}

export type TokenAnswer =
  | { readonly ok: true; readonly token: Token }
  /** `what` follows the name of the endpoint, and quotes nothing but error codes of the standard. */
  | { readonly ok: false; readonly what: string };

/** An endpoint could give out a word as a token, to have it hidden everywhere. */
const shortestToken = 16;

const errorCodes: ReadonlySet<string> = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
]);

/** The names that endpoints write in any case, as they are sent. */
const schemes: ReadonlyMap<string, string> = new Map([
  ['', 'Bearer'],
  ['bearer', 'Bearer'],
  ['basic', 'Basic'],
  ['mac', 'MAC'],
]);

/** Reads an answer: JSON, or a form where the media type says so. */
export function parseTokenAnswer(answer: {
  readonly statusCode: number;
  readonly mediaType: string;
  readonly body: string;
}): TokenAnswer {
  const fields = fieldsOf(answer);
  const error = fields?.['error'];
  const code = typeof error === 'string' && errorCodes.has(error) ? `: ${error}` : '';
  if (answer.statusCode < 200 || answer.statusCode > 299) {
    return { ok: false, what: `answered with status ${answer.statusCode}${code}` };
  }
  if (fields === undefined) return { ok: false, what: 'gave an answer that is not JSON' };
  if (error !== undefined && error !== null && error !== '') {
    return { ok: false, what: `gave an error instead of a token${code}` };
  }
  const { access_token, token_type } = fields;
  if (typeof access_token !== 'string' || access_token === '') {
    return { ok: false, what: 'gave an answer without access_token' };
  }
  rememberSecret(access_token, shortestToken);
  const type = typeof token_type === 'string' ? token_type : '';
  const scheme = schemes.get(type.toLowerCase()) ?? type;
  const authorization = utf8AsLatin1(`${scheme} ${access_token}`);
  if (!isFieldValue(authorization)) return { ok: false, what: 'gave a token that cannot be sent' };
  const seconds = Number(fields['expires_in'] ?? 0);
  return Number.isFinite(seconds) && seconds > 0
    ? { ok: true, token: { authorization, lifetimeMs: seconds * 1000 } }
    : { ok: true, token: { authorization } };
}

interface Fields {
  readonly [name: string]: unknown;
  readonly access_token?: unknown;
  readonly token_type?: unknown;
}

function fieldsOf({
  mediaType,
  body,
}: {
  readonly mediaType: string;
  readonly body: string;
}): Fields | undefined {
  if (mediaType === 'application/x-www-form-urlencoded' || mediaType === 'text/plain') {
    return Object.fromEntries(new URLSearchParams(body));
  }
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
