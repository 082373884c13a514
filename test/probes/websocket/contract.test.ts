import { websocketProber } from '../../../probes/websocket/prober.ts';
import { proberContract } from '../../contract/prober-contract.ts';
import { websocketOptionsOf } from '../../helpers/websocket-options.ts';
import { serverFrame, upgradedPeer } from '../../helpers/websocket-peer.ts';

proberContract({
  prober: websocketProber,
  options: websocketOptionsOf('{query_response: [{expect: ^ready$, send: thanks}]}'),
  targetOf: (hostPort) => `ws://${hostPort}/`,
  healthy: upgradedPeer(serverFrame(0x81, 'ready')),
  oddTargets: [
    '',
    '/',
    ':',
    'localhost:80',
    '127.0.0.1:80',
    'ws:',
    'ws://',
    'wss://',
    'ws:///path',
    'ws://:0/',
    'ws://[::1',
    'ws://[]/',
    'ws://127.1/',
    'ws://2130706433:1/',
    'ws://localhost:99999999999/',
    'ws://localhost:65536/',
    'ws://localhost:-1/',
    'ws://user:word@localhost:1/',
    'ws://user@localhost:1/',
    'ws://localhost:1/%zz',
    'ws://localhost:1/\u0000',
    'http://localhost:1/',
    'HTTPS://localhost:1/',
    'ws://bücher.test/',
    `ws://${'x'.repeat(100_000)}/`,
  ],
});
