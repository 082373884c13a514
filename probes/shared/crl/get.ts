import http from 'node:http';
import type { Socket } from 'node:net';
import { abortFailure } from '../../abort.ts';
import type { Failure } from '../../failure.ts';
import type { HttpRequest } from '../http/message.ts';
import { socketFailure } from '../socket-failure.ts';
import { tlsFailure } from '../tls/tls-failure.ts';

/** A response with its whole body, or why there is none. The body of another status than 200 is not read. */
export type Got =
  | { readonly ok: true; readonly statusCode: number; readonly location: string; readonly body: Buffer }
  | { readonly ok: false; readonly failure: GetFailure };

/** What happened; a sentence about it would speak of the target, which the server is not. */
export type GetFailure = Pick<Failure, 'reason' | 'blame'>;

/** What to write, and how much to read. */
export interface Get {
  readonly request: HttpRequest;
  /** The longest body; a longer one is given up at once. */
  readonly limitBytes: number;
}

/**
 * Sends a GET over a connected socket, by Node's own client, and reads the response. Ends when `signal` aborts;
 * never rejects. The socket is destroyed.
 */
export function get(socket: Socket, { request, limitBytes }: Get, signal: AbortSignal): Promise<Got> {
  return new Promise((resolve) => {
    let sent: http.ClientRequest | undefined;
    const settle = (got: Got): void => {
      signal.removeEventListener('abort', onAbort);
      sent?.destroy();
      socket.destroy();
      resolve(got);
    };
    const fail = (failure: GetFailure): void => settle({ ok: false, failure });
    const onAbort = (): void => fail(abortFailure(signal, 'response'));
    const onError = (error: Error): void => {
      // Node words the end of a connection as a reset that never was.
      const isEnd = 'code' in error && error.code === 'ECONNRESET' && socket.errored === null;
      fail(isEnd ? closed : httpFailure(error));
    };
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) {
      onAbort();
      return;
    }
    try {
      sent = http.request({
        createConnection: () => socket,
        path: request.target,
        headers: [...request.headers, ['Host', request.host], ['Connection', 'close']].flat(),
      });
    } catch (error) {
      // Node refuses what cannot be written, and a connection that has ended.
      if (!(error instanceof Error)) throw error;
      onError(error);
      return;
    }
    sent.on('error', onError);
    sent.on('close', () => fail(closed));
    sent.on('response', (response) => {
      const { statusCode = 0, headers } = response;
      const chunks: Buffer[] = [];
      let size = 0;
      const end = (): void => {
        settle({ ok: true, statusCode, location: headers.location ?? '', body: Buffer.concat(chunks, size) });
      };
      response.on('error', onError);
      if (statusCode !== 200) {
        end();
        return;
      }
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > limitBytes) fail(tooLarge);
      });
      response.on('end', end);
      if (Number(headers['content-length'] ?? 0) > limitBytes) fail(tooLarge);
    });
    sent.end();
  });
}

const closed: GetFailure = { reason: 'tcp.closed', blame: 'target' };
const tooLarge: GetFailure = { reason: 'http.response.body_too_large', blame: 'target' };

function httpFailure(error: Error): GetFailure {
  const tls = tlsFailure(error);
  if (tls !== undefined) return tls;
  const code = 'code' in error ? String(error.code) : '';
  if (!/^(?:HPE_|ERR_)/.test(code)) return socketFailure(error, 'response');
  return { reason: 'http.protocol.error', blame: 'target' };
}
