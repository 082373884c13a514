import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { NameEscaping } from '../metrics/label-names.ts';
import { type AcceptHeaders, negotiate, referenceFormats } from '../metrics/negotiate.ts';
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
  text(escaping: NameEscaping): string | Promise<string>;
  protobuf(escaping: NameEscaping): Uint8Array | Promise<Uint8Array>;
}

/** Sends metrics in the form that the request's headers ask for. */
export async function sendMetrics(request: Request, response: Response, page: MetricsPage): Promise<void> {
  const {
    format,
    escaping,
    gzip: compressed,
    contentType,
  } = negotiate(acceptHeaders(request), referenceFormats);
  const body = await page[format](escaping);
  send(response, {
    status: 200,
    body: compressed ? await compress(body) : body,
    headers: { 'content-type': contentType, ...(compressed ? { 'content-encoding': 'gzip' } : {}) },
  });
}
