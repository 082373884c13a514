/** The request of the first hop, built once from the module and the target. */
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Target } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { type HeaderList, isFieldName } from '../shared/http/message.ts';
import { utf8AsLatin1 } from '../shared/http/url.ts';
import { bytesFromText } from '../shared/schema/byte-string.ts';
import { userAgent } from '../shared/user-agent.ts';
import type { HttpOptions } from './options.ts';

/** What a configured header cannot change: the transport writes these itself. */
const writtenByTransport: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'trailer',
  'connection',
]);

/** A request before it is bound to a hop. */
export interface RequestTemplate {
  readonly method: string;
  /** The virtual host that the module or the `hostname` parameter asks for; absent when the target's own. */
  readonly hostHeader?: string;
  /** The module's `headers` and the User-Agent, as bytes in Latin-1 text. */
  readonly headers: HeaderList;
  /** Absent for no body; a stream can be sent once only. */
  readonly body?: Buffer | Readable;
}

/** To be disposed of when the run is over: a body that was not sent would keep its file open. */
export type PreparedRequest = AsyncDisposable &
  (
    | { readonly ok: true; readonly template: RequestTemplate }
    | { readonly ok: false; readonly failure: Failure }
  );

/** Checks the method, opens `body_file` and lays out the header fields. */
export async function prepareRequest(target: Target, options: HttpOptions): Promise<PreparedRequest> {
  if (!isFieldName(options.method)) {
    return refuse(
      'local.options',
      `"${options.method}" is not an HTTP method: set "method" to a token such as GET`,
    );
  }
  const headers: [string, string][] = [];
  let hostHeader = target.hostname;
  for (const [name, value] of Object.entries(options.headers)) {
    const lowerCase = name.toLowerCase();
    if (lowerCase === 'host') hostHeader ??= value;
    if (writtenByTransport.has(lowerCase)) continue;
    headers.push([name, utf8AsLatin1(value.trim())]);
  }
  const configured = headers.findIndex(([name]) => name.toLowerCase() === 'user-agent');
  if (configured === -1) headers.push(['User-Agent', userAgent]);
  else if (headers[configured]?.[1] === '') headers.splice(configured, 1);

  const template = {
    method: options.method,
    headers,
    ...(hostHeader === undefined || hostHeader === '' ? {} : { hostHeader }),
  };
  if (options.bodyFile !== '') {
    try {
      const file = await open(options.bodyFile);
      const body = file.createReadStream();
      // A file that turns out to be unreadable is reported by whoever sends it.
      body.on('error', () => {});
      return {
        ok: true,
        template: { ...template, body },
        [Symbol.asyncDispose]: async () => {
          body.destroy();
          await file.close();
        },
      };
    } catch (error) {
      return refuse(
        'local.file',
        `cannot read body_file: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return {
    ok: true,
    template: options.body === '' ? template : { ...template, body: bytesFromText(options.body) },
    [Symbol.asyncDispose]: nothingToClose,
  };
}

function refuse(reason: 'local.options' | 'local.file', detail: string): PreparedRequest {
  const failure: Failure = { phase: 'request', reason, blame: 'local', detail };
  return { ok: false, failure, [Symbol.asyncDispose]: nothingToClose };
}

function nothingToClose(): Promise<void> {
  return Promise.resolve();
}
