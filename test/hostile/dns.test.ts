import { describe, expect, test } from 'vitest';
import { type PeerQuery, startDnsPeer } from '../helpers/dns-peer.ts';
import { u16, wireAddresses, wireName, wireRecord, wireReply, wireString } from '../helpers/dns-wire.ts';
import { attack, pump } from './attack.ts';

type Answer = (query: PeerQuery) => void;

const udp = 'prober: dns, dns: { query_name: www.example.org, query_type: A }';
const tcp = 'prober: dns, dns: { query_name: www.example.org, query_type: A, transport_protocol: tcp }';
const good = (message: Buffer): Buffer => wireReply(message, { answers: wireAddresses(1) });

/** The query, answered with this behind its question. */
function behindQuestion(message: Buffer, rest: Buffer): Buffer {
  const head = Buffer.from(message);
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(1, 6);
  // The additional records of the query are not repeated.
  head.writeUInt16BE(0, 10);
  return Buffer.concat([head, rest]);
}

const pointer = (offset: number): Buffer => Buffer.of(0xc0 | (offset >> 8), offset & 0xff);
const fields = Buffer.concat([u16(1, 1), Buffer.alloc(4), u16(4), Buffer.alloc(4)]);

describe.each([
  { transport: 'UDP', module: udp },
  { transport: 'TCP', module: tcp },
])('a DNS server over $transport', ({ module }) => {
  test.each<{
    does: string;
    answer: Answer;
    outcome: string /** Where that is another. */;
    overTcp?: string;
  }>([
    { does: 'says nothing', answer: () => {}, outcome: 'dns.timed_out' },
    {
      does: 'names in a circle',
      answer: ({ message, send }) =>
        send(behindQuestion(message, Buffer.concat([pointer(message.length), fields]))),
      outcome: 'dns.malformed',
    },
    {
      does: 'points behind the end',
      answer: ({ message, send }) => send(behindQuestion(message, Buffer.concat([pointer(0x3fff), fields]))),
      outcome: 'dns.malformed',
    },
    {
      does: 'points 100 times',
      answer: ({ message, send }) => {
        const at = message.length;
        const chain = Array.from({ length: 100 }, (_, index) =>
          pointer(index === 0 ? 12 : at + 2 * (index - 1)),
        );
        send(behindQuestion(message, Buffer.concat([...chain, fields])));
      },
      outcome: 'dns.malformed',
    },
    {
      does: 'claims 65,535 records of each kind',
      answer: ({ message, send }) => {
        const reply = good(message);
        for (const offset of [6, 8, 10]) reply.writeUInt16BE(0xffff, offset);
        send(reply);
      },
      outcome: 'dns.malformed',
    },
    {
      does: 'answers another question',
      answer: ({ message, send }) => {
        const reply = good(message);
        reply[13] = 0x58;
        send(reply);
      },
      outcome: 'dns.timed_out',
      overTcp: 'dns.mismatched',
    },
    {
      does: 'repeats no question',
      answer: ({ message, send }) => {
        const reply = Buffer.from(message.subarray(0, 12));
        reply.writeUInt16BE(0x8180, 2);
        for (const offset of [4, 6, 8, 10]) reply.writeUInt16BE(0, offset);
        send(reply);
      },
      outcome: 'success',
    },
    {
      does: 'uses another id',
      answer: ({ message, send }) => {
        const reply = good(message);
        reply.writeUInt16BE(message.readUInt16BE(0) ^ 1, 0);
        send(reply);
      },
      outcome: 'dns.timed_out',
      overTcp: 'dns.mismatched',
    },
    {
      does: 'sends the query back',
      answer: ({ message, send }) => send(message),
      outcome: 'dns.timed_out',
      overTcp: 'dns.mismatched',
    },
    {
      does: 'sends noise behind the id',
      answer: ({ message, send }) => send(Buffer.concat([message.subarray(0, 2), Buffer.alloc(300, 0xa5)])),
      outcome: 'dns.malformed',
    },
    {
      does: 'sends next to nothing',
      answer: ({ send }) => {
        for (const length of [0, 1, 2, 11, 12]) send(Buffer.alloc(length));
      },
      outcome: 'dns.timed_out',
      overTcp: 'dns.malformed',
    },
    {
      does: 'has a name of 20 long labels',
      answer: ({ message, send }) =>
        send(
          wireReply(message, {
            answers: [
              wireRecord({
                name: wireName(...Array.from({ length: 20 }, () => 'a'.repeat(60))),
                type: 'A',
                data: Buffer.alloc(4),
              }),
            ],
          }),
        ),
      outcome: 'dns.too_large',
      overTcp: 'dns.malformed',
    },
    {
      does: 'has a record longer than the message',
      answer: ({ message, send }) => send(good(message).subarray(0, -2)),
      outcome: 'dns.malformed',
    },
    {
      does: 'has 2,000 records',
      answer: ({ message, send }) =>
        send(
          wireReply(message, {
            answers: Array.from({ length: 2000 }, () => wireRecord({ type: 'TXT', data: wireString('a') })),
          }),
        ),
      outcome: 'dns.too_large',
      overTcp: 'success',
    },
    {
      does: 'answers 1,000 times',
      answer: ({ message, send }) => {
        for (let count = 0; count < 1000; count += 1) send(good(message));
      },
      outcome: 'success',
    },
    {
      does: 'answers at last, after 20 wrong ones',
      answer: ({ message, send }) => {
        const wrong = good(message);
        wrong.writeUInt16BE(message.readUInt16BE(0) ^ 1, 0);
        for (let count = 0; count < 20; count += 1) send(wrong);
        send(good(message));
      },
      outcome: 'success',
      overTcp: 'dns.mismatched',
    },
  ])('that $does', async ({ answer, outcome, overTcp = outcome }) => {
    await using peer = await startDnsPeer(answer);
    await attack({ module, target: peer.target, outcome: module === tcp ? overTcp : outcome });
  });
});

describe('a DNS server over TCP alone', () => {
  test.each<{ does: string; answer: Answer; outcome: string | readonly string[] }>([
    {
      does: 'sends empty messages',
      answer: ({ socket }) => socket?.write(Buffer.alloc(20)),
      outcome: 'dns.malformed',
    },
    {
      does: 'sends empty messages without end',
      answer: ({ socket }) => socket && pump(socket, Buffer.alloc(10_000)),
      outcome: 'dns.malformed',
    },
    {
      does: 'announces more than it sends',
      answer: ({ socket }) => socket?.write(Buffer.of(0xff, 0xff, 1, 2, 3)),
      outcome: 'dns.timed_out',
    },
    {
      does: 'closes within the message',
      answer: ({ socket, message }) => socket?.end(Buffer.concat([u16(100), good(message).subarray(0, 20)])),
      outcome: 'tcp.closed',
    },
    { does: 'resets', answer: ({ socket }) => socket?.resetAndDestroy(), outcome: 'tcp.reset' },
    {
      does: 'speaks HTTP',
      answer: ({ socket }) => socket?.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      outcome: 'tcp.closed',
    },
  ])('that $does', async ({ answer, outcome }) => {
    await using peer = await startDnsPeer(answer);
    await attack({ module: tcp, target: peer.target, outcome });
  });
});

test('an answer from another port of the same host is none', async () => {
  await using other = await startDnsPeer(() => {});
  let forged = 0;
  await using peer = await startDnsPeer(({ message, fromPort }) => {
    forged += 1;
    other.sendTo(fromPort, good(message));
  });
  await attack({ module: udp, target: peer.target, outcome: 'dns.timed_out' });
  expect(forged).toBeGreaterThanOrEqual(3);
});

describe('a module with a resolver of its own, which', () => {
  test.each<{ does: string; answer: Answer; outcome: string | readonly string[] }>([
    { does: 'says nothing', answer: () => {}, outcome: 'dns.timed_out' },
    {
      does: 'sends noise',
      answer: ({ message, send }) => send(Buffer.concat([message.subarray(0, 2), Buffer.alloc(300, 0xa5)])),
      outcome: 'dns.failed',
    },
    {
      does: 'names in a circle',
      answer: ({ message, send }) =>
        send(behindQuestion(message, Buffer.concat([pointer(message.length), fields]))),
      outcome: 'dns.failed',
    },
    {
      does: 'has aliases without end',
      answer: ({ message, send }) =>
        send(
          wireReply(message, {
            answers: Array.from({ length: 300 }, (_, index) =>
              wireRecord({
                name: index === 0 ? pointer(12) : wireName(`a${index}`, 'test'),
                type: 'CNAME',
                data: wireName(`a${index + 1}`, 'test'),
              }),
            ),
          }),
        ),
      outcome: 'dns.name_not_resolved',
    },
    {
      does: 'has an alias of itself',
      answer: ({ message, send }) =>
        send(
          wireReply(message, {
            answers: [wireRecord({ name: pointer(12), type: 'CNAME', data: pointer(12) })],
          }),
        ),
      outcome: 'dns.name_not_resolved',
    },
    {
      does: 'leads to cloud metadata',
      answer: ({ message, send }) =>
        send(
          wireReply(message, {
            answers: [wireRecord({ name: pointer(12), type: 'A', data: Buffer.of(169, 254, 169, 254) })],
          }),
        ),
      outcome: 'policy.denied',
    },
  ])('$does', async ({ answer, outcome }) => {
    await using peer = await startDnsPeer(answer);
    const module = `prober: tcp, resolver: { servers: ["${peer.target}"] }, tcp: { preferred_ip_protocol: ip4, ip_protocol_fallback: false }`;
    await attack({ module, target: 'www.example.org:80', outcome });
  });
});
