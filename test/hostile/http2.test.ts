import type { TLSSocket } from 'node:tls';
import { describe, test } from 'vitest';
import { mint } from '../helpers/certificates.ts';
import { startTlsServer } from '../helpers/tls-server.ts';
import { attack, pump } from './attack.ts';

type Talk = (socket: TLSSocket) => void;

/** The types of frames (RFC 9113, section 6). */
const types = {
  data: 0,
  headers: 1,
  resetStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
};

interface FrameFields {
  readonly flags?: number;
  readonly stream?: number;
  readonly payload?: Buffer;
  /** Default: the payload's. */
  readonly length?: number;
}

/** Node.js 24 sees what is wrong at once; Node.js 20 waits for what never comes. */
const seenOrAwaited = ['http.protocol.error', 'http.response.timed_out'];

function frame(
  type: keyof typeof types,
  { flags = 0, stream = 0, payload = Buffer.of(), length = payload.length }: FrameFields = {},
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length, 0, 3);
  head.writeUInt8(types[type], 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes;
}

function setting(id: number, value: number): Buffer {
  return frame('settings', { payload: Buffer.concat([Buffer.of(0, id), u32(value)]) });
}

/** A literal header field without indexing (RFC 7541, section 6.2.2). */
function literal(name: string, value: string): Buffer {
  return Buffer.concat([
    Buffer.of(0, name.length),
    Buffer.from(name),
    Buffer.of(value.length),
    Buffer.from(value),
  ]);
}

const settings = frame('settings');
const endHeaders = 4;
const status200 = Buffer.of(0x88);
const answer = frame('headers', { flags: endHeaders, stream: 1, payload: status200 });

/** The settings of a server, and then these bytes once the client has spoken. */
const say =
  (...frames: readonly Buffer[]): Talk =>
  (socket) => {
    socket.write(settings);
    socket.once('data', () => socket.write(Buffer.concat(frames)));
  };

/** The same, once the request has arrived for certain, which comes after the first bytes. */
const sayLater =
  (bytes: Buffer): Talk =>
  (socket) => {
    socket.write(settings);
    socket.once('data', () => setTimeout(() => socket.write(bytes), 50));
  };

const flood =
  (first: Buffer, part: Buffer): Talk =>
  (socket) => {
    socket.write(settings);
    socket.once('data', () => {
      socket.write(first);
      pump(socket, part);
    });
  };

function repeated(part: Buffer, times: number): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => part));
}

const identity = mint({ ipAddresses: ['127.0.0.1'] });
const https = 'prober: http, http: { tls_config: { insecure_skip_verify: true } }';
const post = `prober: http, http: { tls_config: { insecure_skip_verify: true }, method: POST, body: ${'x'.repeat(100_000)} }`;

describe('a server over HTTP/2', () => {
  test.each<{ does: string; talk: Talk; module?: string; outcome: string | readonly string[] }>([
    { does: 'says nothing', talk: () => {}, outcome: 'http.response.timed_out' },
    { does: 'says no more than its settings', talk: say(), outcome: 'http.response.timed_out' },
    {
      does: 'sends garbage',
      talk: (socket) => socket.write(Buffer.alloc(5000, 0x5a)),
      outcome: 'http.protocol.error',
    },
    {
      does: 'answers in HTTP/1.1',
      talk: (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
      outcome: 'http.protocol.error',
    },
    {
      does: 'sends settings without end',
      talk: flood(Buffer.of(), repeated(setting(3, 100), 500)),
      outcome: 'http.protocol.error',
    },
    {
      does: 'pings without end',
      talk: flood(Buffer.of(), repeated(frame('ping', { payload: Buffer.alloc(8) }), 500)),
      outcome: 'http.protocol.error',
    },
    {
      does: 'never ends its headers',
      talk: flood(
        frame('headers', { stream: 1, payload: status200 }),
        frame('continuation', { stream: 1, payload: repeated(literal('x-flood', 'v'.repeat(100)), 140) }),
      ),
      outcome: 'http.protocol.error',
    },
    {
      does: 'continues with nothing without end',
      talk: flood(
        frame('headers', { stream: 1, payload: status200 }),
        repeated(frame('continuation', { stream: 1 }), 1000),
      ),
      outcome: 'http.protocol.error',
    },
    {
      does: 'sends headers that unpack to far more',
      talk: say(
        frame('headers', {
          flags: endHeaders,
          stream: 1,
          // One field put into the table, and then named by its index again and again.
          payload: Buffer.concat([
            status200,
            Buffer.of(0x40, 1),
            Buffer.from('a'),
            Buffer.of(0x7f, 0xa1, 0x1e),
            Buffer.alloc(4000, 'b'),
            Buffer.alloc(12_000, 0xbe),
          ]),
        }),
      ),
      outcome: 'http.protocol.error',
    },
    {
      does: 'never ends its body',
      talk: flood(answer, frame('data', { stream: 1, payload: Buffer.alloc(16_384) })),
      outcome: seenOrAwaited,
    },
    {
      does: 'sends empty data without end',
      talk: flood(answer, repeated(frame('data', { stream: 1 }), 1000)),
      outcome: 'http.protocol.error',
    },
    {
      does: 'takes no byte of a body',
      talk: (socket) => socket.write(setting(4, 0)),
      module: post,
      outcome: 'http.response.timed_out',
    },
    {
      does: 'wants an impossible window',
      talk: say(setting(4, 0xffff_ffff)),
      outcome: 'http.protocol.error',
    },
    { does: 'wants impossible frames', talk: say(setting(5, 1)), outcome: 'http.protocol.error' },
    {
      does: 'sends half a setting',
      talk: say(frame('settings', { payload: Buffer.alloc(5) })),
      outcome: seenOrAwaited,
    },
    {
      does: 'goes away',
      talk: say(frame('goAway', { payload: u32(0, 11) })),
      outcome: 'http.response.incomplete',
    },
    {
      does: 'resets the request',
      talk: sayLater(frame('resetStream', { stream: 1, payload: u32(8) })),
      outcome: 'http.response.incomplete',
    },
    {
      does: 'resets the request within the body',
      talk: sayLater(
        Buffer.concat([
          answer,
          frame('data', { stream: 1, payload: Buffer.alloc(100) }),
          frame('resetStream', { stream: 1, payload: u32(8) }),
        ]),
      ),
      outcome: 'http.response.incomplete',
    },
    {
      does: 'resets the request after the body',
      talk: sayLater(
        Buffer.concat([
          answer,
          frame('data', { flags: 1, stream: 1, payload: Buffer.alloc(100) }),
          frame('resetStream', { stream: 1, payload: u32(0) }),
        ]),
      ),
      outcome: 'success',
    },
    {
      does: 'claims a frame of 16 MB',
      talk: say(answer, frame('data', { stream: 1, payload: Buffer.alloc(100), length: 0xff_ffff })),
      outcome: seenOrAwaited,
    },
    {
      does: 'pushes',
      talk: flood(
        Buffer.of(),
        frame('pushPromise', {
          flags: endHeaders,
          stream: 1,
          payload: Buffer.concat([u32(2), Buffer.of(0x82, 0x84, 0x87, 0x41, 3), Buffer.from('foo')]),
        }),
      ),
      outcome: 'http.protocol.error',
    },
    {
      does: 'overflows the window',
      talk: say(repeated(frame('windowUpdate', { payload: u32(0x7fff_ffff) }), 5)),
      outcome: 'http.protocol.error',
    },
    {
      does: 'opens the window by nothing',
      talk: say(frame('windowUpdate', { stream: 1, payload: u32(0) })),
      outcome: 'http.protocol.error',
    },
    {
      does: 'answers a request that was not made',
      talk: say(frame('headers', { flags: endHeaders, stream: 3, payload: status200 })),
      outcome: 'http.protocol.error',
    },
    {
      does: 'closes after its settings',
      talk: (socket) => socket.end(settings),
      outcome: 'http.response.incomplete',
    },
  ])('that $does', async ({ talk, module = https, outcome }) => {
    await using server = await startTlsServer({
      identity,
      alpn: ['h2'],
      onConnection(socket) {
        socket.resume();
        talk(socket);
      },
    });
    await attack({ module, target: `https://127.0.0.1:${server.port}/`, outcome });
  });
});
