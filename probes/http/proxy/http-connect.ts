/** Tunnels through an HTTP proxy (RFC 9110 section 9.3.6). */
import type { Socket } from 'node:net';
import type { Failure } from '../../failure.ts';
import { configuredBasicAuthorization } from '../../shared/http/credentials.ts';
import { isFieldName, isFieldValue } from '../../shared/http/message.ts';
import { ResponseHeadReader } from '../../shared/http/response-head.ts';
import { utf8AsLatin1 } from '../../shared/http/url.ts';
import { LineReader } from '../../shared/line-reader.ts';
import { sendBytes } from '../../shared/send-bytes.ts';
import { userAgent } from '../../shared/user-agent.ts';
import type { ProxyOptions } from './options.ts';
import type { Proxy } from './proxy.ts';
import { authenticationRequired, cutOff, proxyFailure } from './proxy-failure.ts';

/** More than any proxy has to say before it lets us through. */
const maxAnswerBytes = 64 * 1024;

export interface ConnectRequest {
  readonly proxy: Proxy;
  /** `host:port` of the target. */
  readonly authority: string;
  readonly connectHeaders: ProxyOptions['connectHeaders'];
}

/** The value of `Proxy-Authorization`, when the URL of the proxy has credentials. */
export function proxyAuthorization({ user }: Proxy): string | undefined {
  return user === undefined ? undefined : configuredBasicAuthorization(user.name, user.password.reveal());
}

/**
 * Asks the proxy for a tunnel. When there is no failure, the socket is connected to the target, and what came behind
 * the answer is back in the socket. The socket is left open either way.
 */
export async function connectTunnel(
  socket: Socket,
  request: ConnectRequest,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const { proxy } = request;
  const fields = fieldsOf(request);
  const bad = fields.find(([name, value]) => !isFieldName(name) || !isFieldValue(value));
  if (bad !== undefined) {
    const detail = `the header ${JSON.stringify(bad[0])} of proxy_connect_header cannot be sent`;
    return { phase: 'connect', reason: 'local.options', blame: 'local', detail };
  }
  const lines = [`CONNECT ${request.authority} HTTP/1.1`, ...fields.map((field) => field.join(': '))];
  const unsent = await sendBytes(socket, Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), signal);
  if (unsent !== undefined)
    return cutOff(proxy, signal.aborted ? { kind: 'aborted' } : { kind: 'end' }, signal);
  return await readAnswer(socket, proxy, signal);
}

async function readAnswer(socket: Socket, proxy: Proxy, signal: AbortSignal): Promise<Failure | undefined> {
  using reader = new LineReader(socket, signal);
  const head = new ResponseHeadReader('CONNECT');
  for (let received = 0; received < maxAnswerBytes; ) {
    const read = await reader.readBytes(maxAnswerBytes - received);
    if (read.kind !== 'bytes') return cutOff(proxy, read, signal);
    received += read.bytes.length;
    const progress = head.push(read.bytes);
    if (progress.kind === 'refused')
      return proxyFailure(proxy, 'proxy.protocol.error', 'does not speak HTTP');
    if (progress.kind === 'complete') {
      const { statusCode } = progress.head;
      if (statusCode === 407) return authenticationRequired(proxy);
      if (statusCode !== 200) {
        return proxyFailure(proxy, 'proxy.refused', `refused the tunnel with status ${statusCode}`);
      }
      if (progress.rest.length > 0) socket.unshift(progress.rest);
      return undefined;
    }
  }
  return proxyFailure(proxy, 'proxy.protocol.error', 'answers without end');
}

function fieldsOf({ proxy, authority, connectHeaders }: ConnectRequest): [name: string, value: string][] {
  const fields: [string, string][] = [['Host', authority]];
  const configured = connectHeaders.flatMap(({ name, values }) =>
    values.map((value): [string, string] => [name, utf8AsLatin1(value.reveal())]),
  );
  const has = (wanted: string): boolean => configured.some(([name]) => name.toLowerCase() === wanted);
  if (!has('user-agent')) fields.push(['User-Agent', userAgent]);
  const credentials = proxyAuthorization(proxy);
  for (const [name, value] of configured) {
    const field = name.toLowerCase();
    if (field === 'host' || (field === 'proxy-authorization' && credentials !== undefined)) continue;
    fields.push([name, value]);
  }
  if (credentials !== undefined) fields.push(['Proxy-Authorization', credentials]);
  return fields;
}
