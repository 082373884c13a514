import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import type { PageForm } from '../metrics/negotiate.ts';
import type { Exchange } from './app-parts.ts';
import { bodyOf, isSettled } from './messages.ts';
import { secure } from './reply.ts';

/** Series differ little from each other: the quickest level makes them small, better ones take many times as long. */
const gzipOptions = { level: constants.Z_BEST_SPEED, chunkSize: 64 * 1024 };

/**
 * Sends a page as it is written, no faster than the client takes it, and ends with the client: nothing more is
 * written once it is gone. Rejects when the page cannot be written to its end; its answer is cut off then.
 */
export async function streamPage(
  { request, response }: Exchange,
  { contentType, gzip }: PageForm,
  page: AsyncIterable<Uint8Array>,
): Promise<void> {
  if (isSettled(response)) return;
  response.setHeader('content-type', contentType);
  if (gzip) response.setHeader('content-encoding', 'gzip');
  secure(response);
  response.writeHead(200);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const body = bodyOf(response);
  const watched = watch(page);
  try {
    await (gzip ? pipeline(watched.page, createGzip(gzipOptions), body) : pipeline(watched.page, body));
  } catch (error) {
    // All other errors are a client's that left, one way or another.
    if (watched.hasFailed()) throw error;
  }
}

/** The page, and whether it was itself that failed. */
function watch(page: AsyncIterable<Uint8Array>) {
  let failed = false;
  async function* passed(): AsyncGenerator<Uint8Array, void> {
    try {
      yield* page;
    } catch (error) {
      failed = true;
      throw error;
    }
  }
  return { page: passed(), hasFailed: () => failed };
}
