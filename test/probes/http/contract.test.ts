import { httpProber } from '../../../probes/http/prober.ts';
import { proberContract } from '../../contract/prober-contract.ts';
import { httpOptionsOf } from '../../helpers/http-options.ts';
import { response } from '../../helpers/http-server.ts';

proberContract({
  prober: httpProber,
  options: httpOptionsOf('{ fail_if_body_not_matches_regexp: [well] }'),
  targetOf: (hostPort) => `http://${hostPort}/`,
  healthy: (socket) => socket.once('data', () => socket.end(response(200, 'well'))),
  oddTargets: [
    '',
    '/',
    '?',
    '#',
    'http://',
    'https://',
    'http:///path',
    'http://:0/',
    'http://[::1',
    'http://[]/',
    'http://::1',
    'http://127.1/',
    'http://2130706433:1/',
    'http://localhost:99999999999/',
    'http://localhost:-1/',
    'http://user:pa ss@localhost:1/',
    'http://localhost:1/%zz',
    'http://localhost:1/\u0000',
    'ftp://localhost/',
    'invalid://localhost:1',
    'http://bücher.test/',
    `http://${'x'.repeat(100_000)}/`,
  ],
});
