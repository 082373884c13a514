/** One GET for a JSON document. */
import type { ProbeContext } from '../../probes/contract.ts';
import { readBody } from '../../probes/http/body.ts';
import { type HeaderList, type HttpResponse, headerValues } from '../../probes/shared/http/message.ts';
import type { HttpClientOptions } from '../../probes/shared/http-client-options.ts';
import { shortened } from '../../probes/shared/shortened.ts';
import { httpGet } from '../http-client.ts';

/** What Prometheus takes for JSON. */
const jsonContentType = /^application\/json(?:;\s*charset=(?:utf-8|"utf-8"))?$/i;

/** Where to ask and how. */
export interface DocumentRequest {
  readonly url: string;
  readonly client: HttpClientOptions;
  readonly headers: HeaderList;
  /** A longer document is refused. At most what `readBody` keeps, 16 MiB. */
  readonly maxBytes: number;
}

/** The bytes of the document, or one sentence on why there are none. */
export type FetchedDocument =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly detail: string };

/** Gets a document; ends when `context.signal` aborts. Every connection is closed. */
export async function fetchDocument(
  request: DocumentRequest,
  context: ProbeContext,
): Promise<FetchedDocument> {
  const end = await httpGet({ ...request, use: 'discovery' }, context);
  return end.ok ? await readDocument(end.response, request.maxBytes) : end;
}

/** Reads the body if the head says that it is what was asked for; closes the response. */
async function readDocument(response: HttpResponse, maxBytes: number): Promise<FetchedDocument> {
  const { statusCode, headers } = response.head;
  const [contentType = ''] = headerValues(headers, 'content-type');
  if (statusCode !== 200 || !jsonContentType.test(contentType.trim())) {
    response.close();
    return statusCode === 200
      ? refuse(`the content type is ${JSON.stringify(shortened(contentType))} and not application/json`)
      : refuse(`the server answered with HTTP status ${statusCode} and not 200`);
  }
  const reading = await readBody(response.body, { compression: '', limitBytes: maxBytes, keep: true });
  response.close();
  const { content, readFailure } = reading;
  if (content !== undefined) return { ok: true, body: content };
  const isTooLong = readFailure?.reason === 'http.response.body_too_large';
  return refuse(
    isTooLong ? `the answer has more than ${maxBytes} bytes` : (readFailure?.detail ?? 'no body'),
  );
}

function refuse(detail: string): FetchedDocument & { readonly ok: false } {
  return { ok: false, detail };
}
