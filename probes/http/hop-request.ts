/** The request that a hop sends: the module's own fields, and what may go to this host. */
import type { Failure } from '../failure.ts';
import { basicAuthorization } from '../shared/http/credentials.ts';
import { type HeaderList, type HttpRequest, isFieldName, isFieldValue } from '../shared/http/message.ts';
import { requestTarget, utf8AsLatin1 } from '../shared/http/url.ts';
import type { ChainStart } from './chain-start.ts';
import { type Hop, isSensitive } from './redirects.ts';

/** The page that cookies belong to: named as the target names itself, not by the address dialled. */
export function pageOf(hop: Hop): string {
  return `${hop.url.scheme}://${hop.host}${requestTarget(hop.url)}`;
}

/** The request of a hop; `cookie` is empty when there is none to send. */
export function requestOf(hop: Hop, start: ChainStart, cookie: string): HttpRequest {
  const headers: [string, string][] = [];
  const has = (name: string): boolean => headers.some(([field]) => field.toLowerCase() === name);
  for (const [name, value] of hop.headers) headers.push([name, value]);
  if (hop.referer !== undefined && !has('referer')) headers.push(['Referer', utf8AsLatin1(hop.referer)]);
  if (cookie !== '') {
    const configured = headers.find(([name]) => name.toLowerCase() === 'cookie');
    if (configured === undefined) headers.push(['Cookie', cookie]);
    else configured[1] = `${configured[1]}; ${cookie}`;
  }
  for (const { name, value, isSecret } of start.extraHeaders) {
    if (hop.trusted || !(isSecret || isSensitive(name))) headers.push([name, value]);
  }
  if (!has('authorization')) {
    const { user } = hop.url;
    if (user !== undefined) {
      headers.push(['Authorization', basicAuthorization(user.name, user.password)]);
    } else if (hop.trusted && start.authorization !== undefined) {
      headers.push(['Authorization', start.authorization]);
    }
  }
  return {
    method: hop.method,
    scheme: hop.url.scheme,
    target: requestTarget(hop.url),
    host: utf8AsLatin1(hop.host),
    headers,
    ...(hop.body === undefined ? {} : { body: hop.body }),
  };
}

/** The header fields as they may be shown: without the values that came from `secrets` and `files`. */
export function withoutSecrets(headers: HeaderList, extraHeaders: ChainStart['extraHeaders']): HeaderList {
  if (!extraHeaders.some(({ isSecret }) => isSecret)) return headers;
  return headers.map(([name, value]) => {
    const isSecret = extraHeaders.some(
      (extra) => extra.isSecret && extra.name === name && extra.value === value,
    );
    return [name, isSecret ? '<secret>' : value];
  });
}

/** Found before a connection is made: a request that cannot be sent is nothing the target should see. */
export function unwritableHeader(headers: HeaderList): Failure | undefined {
  const bad = headers.find(([name, value]) => !isFieldName(name) || !isFieldValue(value));
  if (bad === undefined) return undefined;
  const detail = `the header ${JSON.stringify(bad[0])} cannot be sent: its name is no token, or its value holds a control character`;
  return { phase: 'request', reason: 'local.options', blame: 'local', detail };
}
