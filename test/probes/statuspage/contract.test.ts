import { statuspageProber } from '../../../probes/statuspage/prober.ts';
import { proberContract } from '../../contract/prober-contract.ts';
import { statuspageOptionsOf } from '../../helpers/statuspage-options.ts';
import { summaryText } from './pages.ts';

const body = summaryText();

proberContract({
  prober: statuspageProber,
  options: statuspageOptionsOf('{fail_on: minor, fail_on_component: degraded_performance}'),
  targetOf: (hostPort) => `http://${hostPort}/`,
  healthy: (socket) => {
    socket.once('data', () => {
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
  },
  oddTargets: [
    '',
    '/',
    ':',
    '?',
    '#.json',
    '.json',
    'http:',
    'http://',
    'https://',
    'http:///api',
    'http://:0/',
    'http://[::1',
    'localhost:99999999999',
    'localhost:-1/x.json',
    'http://localhost:1/%zz',
    'http://localhost:1/\u0000',
    'ftp://localhost:1/',
    `http://${'x'.repeat(100_000)}/`,
  ],
});
