/** The opening handshake of RFC 6455, section 4, from the client's side. */
import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { abortFailure } from '../abort.ts';
import type { Failure, FailureReason } from '../failure.ts';
import { headerValues, type ResponseHead } from '../shared/http/message.ts';
import { ResponseHeadReader } from '../shared/http/response-head.ts';
import { LineReader, type ReadEnd } from '../shared/line-reader.ts';
import { sendBytes } from '../shared/send-bytes.ts';
import { socketFailure } from '../shared/socket-failure.ts';
import { tlsFailure } from '../shared/tls/tls-failure.ts';
import type { UpgradeRequest } from './request.ts';

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const portionBytes = 64 * 1024;

/** What the handshake came to; `statusCode` as soon as the head of a response arrived. */
export type Upgrade = { readonly statusCode?: number } & (
  | {
      readonly ok: true;
      /** What came behind the head: the first frames. */
      readonly rest: Buffer;
    }
  | { readonly ok: false; readonly failure: Failure }
);

/** Asks for the upgrade and judges the answer; ends when `signal` aborts, and leaves the socket open. */
export async function upgrade(
  socket: Socket,
  request: UpgradeRequest,
  signal: AbortSignal,
): Promise<Upgrade> {
  const key = randomBytes(16).toString('base64');
  const unsent = await sendBytes(socket, requestBytes(request, key), signal);
  if (unsent !== undefined) {
    const failure = signal.aborted ? abortFailure(signal, 'request') : unsent;
    return { ok: false, failure };
  }
  using reader = new LineReader(socket, signal);
  const head = new ResponseHeadReader('GET');
  for (let received = 0; ; ) {
    const read = await reader.readBytes(portionBytes);
    if (read.kind !== 'bytes') return { ok: false, failure: readFailure(read, received > 0, signal) };
    received += read.bytes.length;
    const progress = head.push(read.bytes);
    if (progress.kind === 'refused') return { ok: false, failure: progress.failure };
    if (progress.kind === 'complete') {
      const { statusCode } = progress.head;
      const failure = judge(progress.head, acceptFor(key));
      return failure === undefined
        ? { ok: true, statusCode, rest: progress.rest }
        : { ok: false, statusCode, failure };
    }
  }
}

/** The value of `Sec-WebSocket-Accept` that proves that the server read `key` (section 4.2.2). */
function acceptFor(key: string): string {
  return createHash('sha1').update(`${key}${guid}`).digest('base64');
}

function requestBytes({ target, host, headers }: UpgradeRequest, key: string): Buffer {
  const fields = [
    ['Host', host],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', key],
    ['Sec-WebSocket-Version', '13'],
    ...headers,
  ];
  const lines = [`GET ${target} HTTP/1.1`, ...fields.map((field) => field.join(': '))];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

function judge(head: ResponseHead, accept: string): Failure | undefined {
  const { statusCode, headers } = head;
  if (statusCode !== 101) {
    return broken('websocket.refused', `HTTP status ${statusCode} instead of 101, Switching Protocols`);
  }
  const has = (name: string, token: string): boolean =>
    headerValues(headers, name).some((value) =>
      value.split(',').some((element) => element.trim().toLowerCase() === token),
    );
  if (!has('upgrade', 'websocket')) return unproven('"Upgrade: websocket" is missing');
  if (!has('connection', 'upgrade')) return unproven('"Connection: Upgrade" is missing');
  if (headerValues(headers, 'sec-websocket-accept').at(0) !== accept) {
    return unproven('Sec-WebSocket-Accept does not answer the key');
  }
  return headerValues(headers, 'sec-websocket-extensions').some((value) => value !== '')
    ? unproven('it uses an extension that nobody offered')
    : undefined;
}

function readFailure(end: ReadEnd, hasBegun: boolean, signal: AbortSignal): Failure {
  if (end.kind === 'aborted') return abortFailure(signal, 'response');
  if (end.kind === 'error') return tlsFailure(end.error) ?? socketFailure(end.error, 'response');
  return hasBegun
    ? broken('http.response.incomplete', 'the target closed the connection within the head of its response')
    : broken('tcp.closed', 'the target closed the connection instead of an answer');
}

function unproven(detail: string): Failure {
  return broken('websocket.protocol.error', `the handshake is not accepted: ${detail}`);
}

function broken(reason: FailureReason, detail: string): Failure {
  return { phase: 'response', reason, blame: 'target', detail };
}
