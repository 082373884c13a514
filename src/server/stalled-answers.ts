import { Http2ServerResponse } from 'node:http2';
import { bodyOf, type Response } from './messages.ts';

/** Looks for clients that ask and do not read. */
export interface StalledAnswers {
  /** Cuts the answers that have waited for their client through so many looks in a row. */
  look(underWay: Iterable<Response>): void;
}

/**
 * Finds answers that cannot be written because nobody takes them: without an end to that, whoever asks for long pages and
 * reads none of them fills the memory.
 */
export function watchStalledAnswers(patience: number): StalledAnswers {
  const waiting = new WeakMap<Response, number>();
  return {
    look(underWay) {
      for (const response of underWay) {
        if (bodyOf(response).writableLength === 0) {
          waiting.delete(response);
          continue;
        }
        const looks = (waiting.get(response) ?? 0) + 1;
        waiting.set(response, looks);
        if (looks > patience) cut(response);
      }
    },
  };
}

function cut(response: Response): void {
  if (response instanceof Http2ServerResponse) response.stream.destroy();
  else response.destroy();
}
