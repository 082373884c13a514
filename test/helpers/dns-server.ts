import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';
import { ipBytes, parseIpLiteral } from '../../probes/shared/ip-literal.ts';

/** A question as a server saw it: the name in text form, the type by its number (1 is A, 28 is AAAA). */
export interface DnsQuestion {
  readonly name: string;
  readonly type: number;
  readonly transport: 'udp' | 'tcp';
}

/** What to answer. `silence` sends nothing, `garbage` the right id and then bytes that are no message. */
export type DnsAnswer =
  | 'silence'
  | 'garbage'
  | {
      /** RFC 1035, section 4.1.1; 0 (no error) by default. */
      readonly rcode?: number;
      /** Literals; only those that fit the question's type are sent. */
      readonly addresses?: readonly string[];
      /** What is sent to questions for SRV; a target of "" is the root. */
      readonly services?: readonly { readonly target: string; readonly port: number }[];
      readonly truncated?: boolean;
      /** How long the answer over UDP takes. Default: none. */
      readonly afterMs?: number;
    };

/** A DNS server on a port of loopback, over UDP and TCP. */
export interface DnsServer extends AsyncDisposable {
  /** As `nameserver` in resolv.conf takes it: `[127.0.0.1]:port`. */
  readonly address: string;
  /** `type name` of every question so far, for example `A www.test`, with ` tcp` behind those over TCP. */
  readonly asked: () => readonly string[];
  /** Resolves when `count` questions have arrived. */
  readonly untilAsked: (count: number) => Promise<void>;
}

const typeNames: ReadonlyMap<number, string> = new Map([
  [1, 'A'],
  [28, 'AAAA'],
  [33, 'SRV'],
]);

/** Starts a server that answers with what `answer` says to each question. */
export async function startDnsServer(answer: (question: DnsQuestion) => DnsAnswer): Promise<DnsServer> {
  const asked: string[] = [];
  const { udp, tcp, port } = await bindBoth();
  let isClosed = false;
  const reply = (query: Buffer, transport: 'udp' | 'tcp'): Reply | undefined => {
    const { name, type, end } = readQuestion(query);
    asked.push(`${typeNames.get(type) ?? String(type)} ${name}${transport === 'tcp' ? ' tcp' : ''}`);
    udp.emit('asked');
    return message(query.subarray(0, end), { name, type, transport }, answer);
  };
  udp.on('message', (query, from) => {
    const response = reply(query, 'udp');
    if (response === undefined) return;
    const send = (): void => {
      if (!isClosed) udp.send(response.bytes, from.port, from.address);
    };
    if (response.afterMs > 0) setTimeout(send, response.afterMs);
    else send();
  });
  tcp.on('connection', (socket: net.Socket) => {
    socket.on('error', () => {});
    socket.once('data', (framed: Buffer) => {
      const response = reply(framed.subarray(2), 'tcp');
      if (response === undefined) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(response.bytes.length);
      socket.end(Buffer.concat([length, response.bytes]));
    });
  });
  return {
    address: `[127.0.0.1]:${port}`,
    asked: () => asked,
    untilAsked: async (count) => {
      while (asked.length < count) await once(udp, 'asked');
    },
    [Symbol.asyncDispose]: async () => {
      isClosed = true;
      udp.close();
      tcp.close();
      await once(tcp, 'close');
    },
  };
}

interface Bound {
  readonly udp: dgram.Socket;
  readonly tcp: net.Server;
  readonly port: number;
}

/** A port that is free for both protocols: the one that the kernel gives for UDP may be taken for TCP. */
async function bindBoth(): Promise<Bound> {
  const udp = dgram.createSocket('udp4');
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const { port } = udp.address();
  const tcp = net.createServer();
  tcp.listen(port, '127.0.0.1');
  try {
    await once(tcp, 'listening');
  } catch {
    udp.close();
    return await bindBoth();
  }
  return { udp, tcp, port };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 };
}

interface Reply {
  readonly bytes: Buffer;
  readonly afterMs: number;
}

function message(
  query: Buffer,
  question: DnsQuestion,
  answer: (question: DnsQuestion) => DnsAnswer,
): Reply | undefined {
  const what = answer(question);
  if (what === 'silence') return undefined;
  if (what === 'garbage') {
    return { bytes: Buffer.concat([query.subarray(0, 2), Buffer.alloc(40, 0xff)]), afterMs: 0 };
  }
  const records = what.truncated === true ? [] : recordsOf(what, question.type);
  const header = Buffer.from(query.subarray(0, 12));
  // A response that is recursive both ways (RFC 1035, section 4.1.1).
  header.writeUInt16BE(0x81_80 | (what.truncated === true ? 0x02_00 : 0) | (what.rcode ?? 0), 2);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt32BE(0, 8);
  return { bytes: Buffer.concat([header, query.subarray(12), ...records]), afterMs: what.afterMs ?? 0 };
}

function recordsOf(what: Exclude<DnsAnswer, string>, type: number): Buffer[] {
  if (type !== 33) return addressRecords(what.addresses ?? [], type);
  return (what.services ?? []).map(({ target, port }) => {
    const labels = target === '' ? [] : target.split('.');
    // Priority and weight are 0 (RFC 2782).
    const data = [Buffer.of(0, 0, 0, 0, port >>> 8, port & 0xff)];
    for (const label of labels) data.push(Buffer.of(label.length), Buffer.from(label, 'latin1'));
    return resourceRecord(type, Buffer.concat([...data, Buffer.of(0)]));
  });
}

function addressRecords(literals: readonly string[], type: number): Buffer[] {
  return literals.flatMap((literal) => {
    const address = literal.startsWith('::ffff:') ? undefined : parseIpLiteral(literal);
    const bytes = address === undefined ? mappedBytes(literal) : ipBytes(address);
    if (bytes.length !== (type === 28 ? 16 : 4)) return [];
    return [resourceRecord(type, bytes)];
  });
}

function resourceRecord(type: number, data: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  // The owner is the question's name, at offset 12.
  head.writeUInt16BE(0xc0_0c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function mappedBytes(literal: string): Uint8Array {
  const octets = literal.slice('::ffff:'.length).split('.').map(Number);
  return Uint8Array.from([...Array<number>(10).fill(0), 0xff, 0xff, ...octets]);
}
