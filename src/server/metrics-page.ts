import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { NameEscaping } from '../metrics/label-names.ts';
import { negotiate } from '../metrics/negotiate.ts';
import { send } from './reply.ts';

const compress = promisify(gzip);

/** Sends metrics in the form that the request's headers ask for; `render` is told how to escape names. */
export async function sendMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  render: (escaping: NameEscaping) => string | Promise<string>,
): Promise<void> {
  const accept = request.headers.accept ?? '';
  const acceptEncoding = request.headersDistinct['accept-encoding']?.join(',') ?? '';
  const form = negotiate(accept, acceptEncoding);
  const text = await render(form.escaping);
  send(response, {
    status: 200,
    body: form.gzip ? await compress(text) : text,
    headers: { 'content-type': form.contentType, ...(form.gzip ? { 'content-encoding': 'gzip' } : {}) },
  });
}
