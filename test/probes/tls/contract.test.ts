import { tlsProber } from '../../../probes/tls/prober.ts';
import { proberContract } from '../../contract/prober-contract.ts';
import { mint, mintAuthority } from '../../helpers/certificates.ts';
import { tlsProbeOptionsWith } from '../../helpers/tls-options.ts';
import { talkTls } from '../../helpers/tls-talk.ts';

const root = mintAuthority('Root');

proberContract({
  prober: tlsProber,
  options: tlsProbeOptionsWith({
    tlsOptions: {
      ca: { kind: 'inline', text: root.certPem },
      serverName: 'a.example',
      insecureSkipVerify: false,
    },
  }),
  targetOf: (hostPort) => `tls://${hostPort}`,
  healthy: talkTls(mint({ issuer: root, dnsNames: ['a.example'] })),
  oddTargets: [
    '',
    ':',
    ':0',
    '[',
    '[]',
    '[]:443',
    '[::1',
    '[::1]:',
    '[::1]:https:',
    '[::1]]:443',
    '::1:443:x',
    'localhost:-1',
    'localhost:99999',
    'localhost:nosuchservice',
    'http://localhost/',
    '//localhost:1',
    'tls:localhost',
    'tls://',
    'tls:///path',
    'tls://@:0',
    'tls://localhost:1?x#y',
    'gopher://localhost',
    '127.1:443',
    '2130706433:443',
    '[::ffff:127.0.0.1]:0',
    '127.0.0.1:0',
    '\0:443',
    'bücher.test:443',
    `${'x'.repeat(100_000)}:443`,
    `localhost:${'9'.repeat(100_000)}`,
  ],
});
