import http2 from 'node:http2';
import { grpcProber } from '../../../probes/grpc/prober.ts';
import { proberContract } from '../../contract/prober-contract.ts';
import { grpcOptionsOf } from '../../helpers/grpc-options.ts';
import { healthReply } from '../../helpers/h2-server.ts';

const server = http2.createServer();
server.on('sessionError', () => {});
server.on('stream', (stream: http2.ServerHttp2Stream) => {
  stream.on('error', () => {});
  healthReply(1)(stream, { fields: [], body: Buffer.alloc(0) });
});

proberContract({
  prober: grpcProber,
  options: grpcOptionsOf('{}'),
  targetOf: (hostPort) => hostPort,
  healthy: (socket) => {
    server.emit('connection', socket);
    // The session reads beneath the socket.
    socket.pause();
  },
  oddTargets: [
    '',
    ':',
    ':0',
    '/',
    '?',
    'http://',
    'https://',
    '[::1',
    '[]:80',
    '::1',
    'localhost:http',
    'localhost:-1',
    'localhost:99999',
    '127.0.0.1:99999999999999',
    '127.1:80',
    '2130706433:80',
    'grpc://localhost:1',
    'dns:///localhost:1',
    'user:pa ss@localhost:1',
    'localhost:1/%zz',
    'localhost\0:1',
    'bücher.test:80',
    `${'x'.repeat(100_000)}:80`,
  ],
});
