import type { Failure } from '../failure.ts';
import { loadCredentials } from '../shared/http/credentials.ts';
import { type HeaderList, isFieldName, isFieldValue } from '../shared/http/message.ts';
import { type GoUrl, requestTarget, utf8AsLatin1 } from '../shared/http/url.ts';
import { userAgent } from '../shared/user-agent.ts';
import type { WebsocketOptions } from './options.ts';

/** What the module adds to the handshake of RFC 6455. */
export interface UpgradeRequest {
  /** Path and query as they go on the wire, bytes as Latin-1. */
  readonly target: string;
  readonly host: string;
  readonly headers: HeaderList;
}

export type PreparedUpgrade =
  | { readonly ok: true; readonly request: UpgradeRequest }
  | { readonly ok: false; readonly failure: Failure };

/** The fields that make the handshake; a second one would break it. */
export const handshakeFields: ReadonlySet<string> = new Set([
  'upgrade',
  'connection',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-extensions',
]);

/** Reads the module's credentials and headers; a configured `Host` or `User-Agent` replaces the usual one. */
export async function prepareUpgrade(url: GoUrl, options: WebsocketOptions): Promise<PreparedUpgrade> {
  const loaded = await loadCredentials({ auth: options.auth, httpHeaders: options.headers });
  if (!loaded.ok) return loaded;
  const headers: [string, string][] = [];
  if (loaded.authorization !== undefined) headers.push(['Authorization', loaded.authorization]);
  let host = utf8AsLatin1(url.host);
  for (const { name, value } of loaded.headers) {
    const lowerCase = name.toLowerCase();
    if (handshakeFields.has(lowerCase)) {
      return unsendable(`the header ${name} belongs to the handshake and cannot be configured`);
    }
    if (!isFieldName(name) || !isFieldValue(value)) {
      const shown = JSON.stringify(name);
      return unsendable(
        `the header ${shown} cannot be sent: its name is no token, or its value holds a control character`,
      );
    }
    if (lowerCase === 'host') host = value;
    else headers.push([name, value]);
  }
  if (!headers.some(([name]) => name.toLowerCase() === 'user-agent'))
    headers.unshift(['User-Agent', userAgent]);
  return { ok: true, request: { target: requestTarget(url), host, headers } };
}

function unsendable(detail: string): PreparedUpgrade {
  return { ok: false, failure: { phase: 'request', reason: 'local.options', blame: 'local', detail } };
}
