/** Connections through a SOCKS proxy (RFC 1928, RFC 1929). */
import type { Socket } from 'node:net';
import type { Failure, FailureReason } from '../../failure.ts';
import { ipBytes, parseIpLiteral } from '../../shared/ip-literal.ts';
import { LineReader, type ReadEnd } from '../../shared/line-reader.ts';
import { sendBytes } from '../../shared/send-bytes.ts';
import type { Proxy } from './proxy.ts';
import { authenticationRequired, cutOff, proxyFailure } from './proxy-failure.ts';

const version = 5;
const methods = { none: 0, password: 2, unacceptable: 0xff } as const;
const connectCommand = 1;
const addressTypes = { ip4: 1, name: 3, ip6: 4 } as const;
const addressBytes: ReadonlyMap<number, number> = new Map([
  [addressTypes.ip4, 4],
  [addressTypes.ip6, 16],
]);
/** Lengths are one byte. */
const maxTextBytes = 255;

/** Where the proxy is to connect to; a name is resolved by the proxy. */
export interface SocksTarget {
  readonly hostname: string;
  readonly port: number;
}

/** Ends the conversation with the proxy, whatever step it is in. */
class Ended extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.detail);
    this.failure = failure;
  }
}

/**
 * Asks the proxy for a connection. When there is no failure, the socket is connected to the target. The socket is
 * left open either way, and no byte is read that comes behind the answer.
 */
export async function connectSocks(
  socket: Socket,
  { proxy, target }: { readonly proxy: Proxy; readonly target: SocksTarget },
  signal: AbortSignal,
): Promise<Failure | undefined> {
  using reader = new LineReader(socket, signal);
  const end = (how: ReadEnd): Ended => new Ended(cutOff(proxy, how, signal));
  const talk: Conversation = {
    async send(bytes) {
      const unsent = await sendBytes(socket, Buffer.from(bytes), signal);
      if (unsent !== undefined) throw end(signal.aborted ? { kind: 'aborted' } : { kind: 'end' });
    },
    async receive(count) {
      const parts: Buffer[] = [];
      for (let missing = count; missing > 0; ) {
        const read = await reader.readBytes(missing);
        if (read.kind !== 'bytes') throw end(read);
        parts.push(read.bytes);
        missing -= read.bytes.length;
      }
      return Buffer.concat(parts);
    },
  };
  try {
    await authenticate(talk, proxy);
    await requestConnection(talk, proxy, target);
    return undefined;
  } catch (error) {
    if (error instanceof Ended) return error.failure;
    throw error;
  }
}

interface Conversation {
  send(bytes: readonly number[]): Promise<void>;
  /** Exactly so many bytes. */
  receive(count: number): Promise<Buffer>;
}

async function authenticate(talk: Conversation, proxy: Proxy): Promise<void> {
  const { user } = proxy;
  const offered = user === undefined ? [methods.none] : [methods.none, methods.password];
  await talk.send([version, offered.length, ...offered]);
  const [spoken, method] = await talk.receive(2);
  if (spoken !== version) throw broken(proxy);
  if (method === methods.none) return;
  if (method === methods.unacceptable) throw new Ended(authenticationRequired(proxy));
  if (method !== methods.password || user === undefined) throw broken(proxy);
  const name = Buffer.from(user.name);
  const password = Buffer.from(user.password.reveal());
  if (name.length === 0 || name.length > maxTextBytes || password.length > maxTextBytes) {
    throw new Ended(authenticationRequired(proxy));
  }
  await talk.send([1, name.length, ...name, password.length, ...password]);
  const [, status] = await talk.receive(2);
  if (status !== 0) throw new Ended(authenticationRequired(proxy));
}

async function requestConnection(talk: Conversation, proxy: Proxy, target: SocksTarget): Promise<void> {
  await talk.send([
    version,
    connectCommand,
    0,
    ...addressOf(proxy, target),
    target.port >> 8,
    target.port & 0xff,
  ]);
  const [spoken, reply = -1, , addressType = -1] = await talk.receive(4);
  if (spoken !== version) throw broken(proxy);
  if (reply !== 0) throw new Ended(refusal(proxy, reply));
  const length =
    addressType === addressTypes.name ? (await talk.receive(1))[0] : addressBytes.get(addressType);
  if (length === undefined) throw broken(proxy);
  await talk.receive(length + 2);
}

function addressOf(proxy: Proxy, { hostname }: SocksTarget): readonly number[] {
  const address = parseIpLiteral(hostname);
  if (address !== undefined) {
    return [address.family === 4 ? addressTypes.ip4 : addressTypes.ip6, ...ipBytes(address)];
  }
  const name = Buffer.from(hostname);
  if (name.length > maxTextBytes) {
    throw new Ended(proxyFailure(proxy, 'proxy.refused', 'cannot be told a host name of that length'));
  }
  return [addressTypes.name, name.length, ...name];
}

/** What the proxy says of the target counts as what we had seen ourselves (RFC 1928 section 6). */
function refusal(proxy: Proxy, reply: number): Failure {
  const aboutTarget = (reason: FailureReason, blame: Failure['blame'], what: string): Failure => ({
    ...proxyFailure(proxy, reason, `says that ${what}`),
    blame,
  });
  switch (reply) {
    case 2:
      return proxyFailure(proxy, 'proxy.refused', 'does not allow the connection');
    case 3:
      return aboutTarget('tcp.address_unreachable', 'network', 'no route leads to the network of the target');
    case 4:
      return aboutTarget('tcp.address_unreachable', 'network', 'the target cannot be reached');
    case 5:
      return aboutTarget('tcp.refused', 'target', 'the target refused the connection');
    default:
      return proxyFailure(proxy, 'proxy.refused', `refused the connection with code ${reply}`);
  }
}

function broken(proxy: Proxy): Ended {
  return new Ended(proxyFailure(proxy, 'proxy.protocol.error', 'does not speak SOCKS version 5'));
}
