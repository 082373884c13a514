import { tcpProber } from '../../../probes/tcp/prober.ts';
import { proberContract } from '../../contract/prober-contract.ts';
import { regexp } from '../../helpers/regexp.ts';
import { tcpOptionsWith } from '../../helpers/tcp-options.ts';

proberContract({
  prober: tcpProber,
  options: tcpOptionsWith({
    queryResponse: [{ expect: regexp('^220 ready$'), expectBytes: '', send: 'QUIT', startTls: false }],
  }),
  targetOf: (hostPort) => hostPort,
  healthy: (socket) => socket.write('220 ready\r\n'),
  oddTargets: [
    '',
    ':',
    ':0',
    '::1',
    '[',
    '[]:80',
    '[::1',
    '[::1]',
    '[::1]:',
    '[::1]:http:',
    'localhost',
    'localhost:',
    'localhost:-1',
    'localhost:99999',
    'localhost:nosuchservice',
    'tcp://localhost:80',
    'http://localhost/',
    '127.1:80',
    '2130706433:80',
    '[::ffff:127.0.0.1]:0',
    '127.0.0.1:0',
    '\0:80',
    'bücher.test:80',
    `${'x'.repeat(100_000)}:80`,
    `localhost:${'9'.repeat(100_000)}`,
  ],
});
