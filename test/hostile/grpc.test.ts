import { describe, test } from 'vitest';
import { grpcReply, type H2Answer, lengthPrefixed, startH2Server } from '../helpers/h2-server.ts';
import { startTcpServer } from '../helpers/tcp-server.ts';
import { attack } from './attack.ts';

const module = 'prober: grpc, grpc: { preferred_ip_protocol: ip4 }';
const ok = { 'grpc-status': '0' };

describe('a gRPC server', () => {
  test.each<{ does: string; answer: H2Answer; outcome: string | readonly string[] }>([
    { does: 'says nothing', answer: () => {}, outcome: 'http.response.timed_out' },
    {
      does: 'sends an empty message',
      answer: grpcReply({ data: lengthPrefixed(Buffer.of()), trailers: ok }),
      outcome: 'assert.not_serving',
    },
    {
      does: 'sends noise',
      answer: grpcReply({ data: lengthPrefixed(Buffer.alloc(300, 0xa5)), trailers: ok }),
      outcome: 'grpc.protocol.error',
    },
    {
      does: 'claims a message of 4 GiB',
      answer: (stream) => {
        stream.respond({ 'content-type': 'application/grpc' });
        stream.write(Buffer.of(0, 0xff, 0xff, 0xff, 0xff));
      },
      outcome: 'grpc.message_too_large',
    },
    {
      does: 'never ends its message',
      answer: (stream) => {
        stream.respond({ 'content-type': 'application/grpc' });
        stream.write(Buffer.of(0, 0, 0xff, 0xff, 0xff));
        const chunk = Buffer.alloc(65_536);
        const more = (): void => {
          while (!stream.destroyed && stream.write(chunk));
          stream.once('drain', more);
        };
        more();
      },
      outcome: 'grpc.message_too_large',
    },
    {
      does: 'sends messages without end',
      answer: (stream) => {
        stream.respond({ 'content-type': 'application/grpc' });
        const chunk = Buffer.concat(Array.from({ length: 1000 }, () => lengthPrefixed(Buffer.of(8, 1))));
        const more = (): void => {
          while (!stream.destroyed && stream.write(chunk));
          stream.once('drain', more);
        };
        more();
      },
      outcome: 'grpc.protocol.error',
    },
    {
      does: 'compresses unasked',
      answer: grpcReply({ data: lengthPrefixed(Buffer.of(8, 1), 1), trailers: ok }),
      outcome: 'grpc.protocol.error',
    },
    {
      does: 'has a status that is no number',
      answer: grpcReply({ data: lengthPrefixed(Buffer.of(8, 1)), trailers: { 'grpc-status': 'fine' } }),
      outcome: 'grpc.protocol.error',
    },
    {
      does: 'has a status of 400 digits',
      answer: grpcReply({
        data: lengthPrefixed(Buffer.of(8, 1)),
        trailers: { 'grpc-status': '9'.repeat(400) },
      }),
      outcome: 'grpc.protocol.error',
    },
    {
      does: 'has a long message',
      answer: grpcReply({ trailers: { 'grpc-status': '13', 'grpc-message': '%00%1b%ff'.repeat(1500) } }),
      outcome: 'assert.grpc_status',
    },
    {
      does: 'is a web site',
      answer: (stream) => {
        stream.respond({ ':status': 404, 'content-type': 'text/html' });
        stream.end('no');
      },
      outcome: 'http.error',
    },
  ])('that $does', async ({ answer, outcome }) => {
    await using server = await startH2Server(answer);
    await attack({ module, target: server.authority, outcome });
  });

  test.each([
    {
      does: 'sends noise in the place of HTTP/2',
      bytes: Buffer.alloc(5000, 0x5a),
      outcome: 'http.protocol.error',
    },
    {
      does: 'speaks HTTP/1.1',
      bytes: Buffer.from('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'),
      outcome: 'http.protocol.error',
    },
  ])('that $does', async ({ bytes, outcome }) => {
    await using server = await startTcpServer((socket) => socket.once('data', () => socket.write(bytes)));
    await attack({ module, target: server.target, outcome });
    await server.untilIdle();
  });
});
