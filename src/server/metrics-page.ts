import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { NameEscaping } from '../metrics/label-names.ts';
import { negotiate } from '../metrics/negotiate.ts';
import { headerValues, type Request, type Response } from './messages.ts';
import { send } from './reply.ts';

const compress = promisify(gzip);

/** Makes a page of metrics in one format or the other, with names written as `escaping` says. */
export interface MetricsPage {
  text(escaping: NameEscaping): string | Promise<string>;
  protobuf(escaping: NameEscaping): Uint8Array | Promise<Uint8Array>;
}

/** Sends metrics in the form that the request's headers ask for. */
export async function sendMetrics(request: Request, response: Response, page: MetricsPage): Promise<void> {
  const accept = headerValues(request, 'accept').join(',');
  const acceptEncoding = headerValues(request, 'accept-encoding').join(',');
  const { format, escaping, gzip: compressed, contentType } = negotiate(accept, acceptEncoding);
  const body = await page[format](escaping);
  send(response, {
    status: 200,
    body: compressed ? await compress(body) : body,
    headers: { 'content-type': contentType, ...(compressed ? { 'content-encoding': 'gzip' } : {}) },
  });
}
