import type { Socket } from 'node:net';
import { describe, test } from 'vitest';
import { startTcpServer } from '../helpers/tcp-server.ts';
import { onUpgrade, serverFrame } from '../helpers/websocket-peer.ts';
import { attack, drip, pump } from './attack.ts';

type Talk = (socket: Socket) => void;

const expectReady = 'prober: tcp, tcp: { query_response: [{ expect: "^220 ready" }] }';
const expectBytes = 'prober: tcp, tcp: { query_response: [{ expect_bytes: "220 ready" }] }';
const startTls =
  'prober: tcp, tcp: { query_response: [{ expect: "^220" }, { send: STARTTLS }, { expect: "^220" }, { starttls: true }], tls_config: { insecure_skip_verify: true } }';

describe('a server over TCP', () => {
  test.each<{ does: string; talk: Talk; module?: string; outcome: string | readonly string[] }>([
    { does: 'says nothing', talk: () => {}, outcome: 'dialogue.timed_out' },
    {
      does: 'says nothing where nothing is expected',
      talk: () => {},
      module: 'prober: tcp',
      outcome: 'success',
    },
    {
      does: 'never ends its line',
      talk: (socket) => pump(socket, 'a'.repeat(65_536)),
      outcome: 'dialogue.line_too_long',
    },
    {
      does: 'never ends its line, with bytes expected',
      talk: (socket) => pump(socket, 'a'.repeat(65_536)),
      module: expectBytes,
      outcome: 'assert.expect_bytes',
    },
    {
      does: 'never ends its lines',
      talk: (socket) => pump(socket, 'a\n'.repeat(30_000)),
      outcome: 'dialogue.timed_out',
    },
    {
      does: 'sends one byte at a time',
      talk: (socket) => drip(socket, 'no such thing\n'),
      outcome: 'dialogue.timed_out',
    },
    {
      does: 'sends what takes bad expressions for ever',
      talk: (socket) => socket.write(`${'a'.repeat(30_000)}!\n`),
      module: 'prober: tcp, tcp: { query_response: [{ expect: "^(a+)+$" }] }',
      outcome: 'dialogue.timed_out',
    },
    {
      does: 'sends bytes that are no text',
      talk: (socket) => socket.write(Buffer.from('\u0000\u00ff\u001b[2J\u009b\n', 'latin1')),
      outcome: 'dialogue.timed_out',
    },
    { does: 'closes at once', talk: (socket) => socket.end(), outcome: 'dialogue.closed' },
    { does: 'resets at once', talk: (socket) => socket.resetAndDestroy(), outcome: ['tcp.reset'] },
    {
      does: 'offers TLS and says nothing',
      talk: (socket) => socket.write('220 a\n220 go on\n'),
      module: startTls,
      outcome: 'tls.timed_out',
    },
    {
      does: 'offers TLS and sends text',
      talk: (socket) => {
        socket.write('220 a\n');
        socket.once('data', () => socket.write('220 go on\nno TLS at all, but text\n'));
      },
      module: startTls,
      outcome: 'tls.timed_out',
    },
    {
      does: 'makes a label of what it says, 60,000 characters of it',
      talk: (socket) => socket.write(`220 ${'x"\\\u001b'.repeat(15_000)}\n`),
      module:
        'prober: tcp, tcp: { query_response: [{ expect: "^220 (.*)$", labels: [{ name: said, value: "${1}" }] }] }',
      outcome: 'success',
    },
  ])('that $does', async ({ talk, module = expectReady, outcome }) => {
    await using server = await startTcpServer(talk);
    await attack({ module, target: server.target, outcome });
    await server.untilIdle();
  });
});

describe('a server of WebSockets', () => {
  const module = 'prober: websocket, websocket: { query_response: [{ expect: "^ready" }] }';
  /** Upgrades, and then speaks. */
  const upgraded =
    (talk: (socket: Socket) => void): Talk =>
    (socket) => {
      onUpgrade(socket, ({ response }) => {
        socket.write(response);
        socket.resume();
        talk(socket);
      });
    };
  const says = (...frames: readonly Buffer[]): Talk =>
    upgraded((socket) => socket.write(Buffer.concat(frames)));

  test.each<{ does: string; talk: Talk; outcome: string | readonly string[] }>([
    { does: 'says nothing', talk: () => {}, outcome: 'http.response.timed_out' },
    {
      does: 'never ends its headers',
      talk: (socket) => pump(socket, `HTTP/1.1 101 a\r\n${'X: y\r\n'.repeat(10_000)}`),
      outcome: 'http.response.headers_too_large',
    },
    { does: 'upgrades and says nothing', talk: upgraded(() => {}), outcome: 'dialogue.timed_out' },
    {
      does: 'claims a message of 2^63 bytes',
      talk: says(Buffer.of(0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 0)),
      outcome: 'websocket.protocol.error',
    },
    {
      does: 'claims a message of 4 GiB',
      talk: upgraded((socket) => {
        socket.write(Buffer.of(0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0));
        pump(socket, 'a'.repeat(65_536));
      }),
      outcome: 'websocket.message_too_large',
    },
    {
      does: 'never ends its fragments',
      talk: upgraded((socket) => {
        socket.write(serverFrame(0x01, 'a'));
        pump(socket, serverFrame(0x00, 'a'.repeat(60_000)));
      }),
      outcome: 'websocket.message_too_large',
    },
    {
      does: 'sends empty fragments without end',
      talk: upgraded((socket) => {
        socket.write(serverFrame(0x01, 'a'));
        pump(socket, Buffer.concat(Array.from({ length: 1000 }, () => serverFrame(0x00, ''))));
      }),
      outcome: 'dialogue.timed_out',
    },
    {
      does: 'pings without end',
      talk: upgraded((socket) =>
        pump(socket, Buffer.concat(Array.from({ length: 500 }, () => serverFrame(0x89, 'a'.repeat(125))))),
      ),
      outcome: 'dialogue.timed_out',
    },
    {
      does: 'sends other messages without end',
      talk: upgraded((socket) =>
        pump(socket, Buffer.concat(Array.from({ length: 500 }, () => serverFrame(0x81, 'no')))),
      ),
      outcome: 'assert.expect',
    },
    {
      does: 'sends a long ping',
      talk: says(serverFrame(0x89, 'a'.repeat(126))),
      outcome: 'websocket.protocol.error',
    },
    {
      does: 'masks what it sends',
      talk: says(Buffer.of(0x81, 0x85, 1, 2, 3, 4, 5, 6, 7, 8, 9)),
      outcome: 'websocket.protocol.error',
    },
    {
      does: 'uses what is reserved',
      talk: says(serverFrame(0xf1, 'a')),
      outcome: 'websocket.protocol.error',
    },
    {
      does: 'sends an unknown opcode',
      talk: says(serverFrame(0x83, 'a')),
      outcome: 'websocket.protocol.error',
    },
    {
      does: 'continues what did not begin',
      talk: says(serverFrame(0x80, 'a')),
      outcome: 'websocket.protocol.error',
    },
    {
      does: 'sends text that is no UTF-8',
      talk: says(serverFrame(0x81, Buffer.of(0xff, 0xfe))),
      outcome: 'assert.expect',
    },
    {
      does: 'closes for a reason that there is not',
      talk: says(serverFrame(0x88, Buffer.of(0, 1))),
      outcome: 'dialogue.closed',
    },
  ])('that $does', async ({ talk, outcome }) => {
    await using server = await startTcpServer(talk);
    await attack({ module, target: `ws://${server.target}/`, outcome });
    await server.untilIdle();
  });
});
