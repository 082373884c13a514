import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { NameEscaping } from '../metrics/label-names.ts';
import { type AcceptHeaders, negotiate, type PageForm, referenceFormats } from '../metrics/negotiate.ts';
import { headerValues, type Request, type Response } from './messages.ts';
import { send } from './reply.ts';

const compress = promisify(gzip);

/** What a request says of the form it takes metrics in. */
export function acceptHeaders(request: Request): AcceptHeaders {
  return {
    accept: headerValues(request, 'accept').join(','),
    acceptEncoding: headerValues(request, 'accept-encoding').join(','),
  };
}

/** Makes a page of metrics in one format or the other, with names written as `escaping` says. */
export interface MetricsPage {
  text(escaping: NameEscaping): string;
  protobuf(escaping: NameEscaping): Uint8Array;
}

/** Sends metrics in the form that the request's headers ask for. */
export function sendMetrics(request: Request, response: Response, page: MetricsPage): void | Promise<void> {
  const { format, escaping, gzip: isCompressed, contentType } = formFor(acceptHeaders(request));
  const body = page[format](escaping);
  const headers = { 'content-type': contentType };
  if (!isCompressed) {
    send(response, { status: 200, body, headers });
    return undefined;
  }
  return compress(body).then((compressed) =>
    send(response, { status: 200, body: compressed, headers: { ...headers, 'content-encoding': 'gzip' } }),
  );
}

type ReferenceForm = PageForm<(typeof referenceFormats)[number]>;

let latest: { readonly asked: AcceptHeaders; readonly form: ReferenceForm } | undefined;

/** A Prometheus sends the same headers each time: what they ask for is found once. */
function formFor(asked: AcceptHeaders): ReferenceForm {
  if (latest?.asked.accept !== asked.accept || latest.asked.acceptEncoding !== asked.acceptEncoding) {
    latest = { asked, form: negotiate(asked, referenceFormats) };
  }
  return latest.form;
}
