import type { Diagnosis } from '../../../src/diagnosis/diagnose.ts';
import type { Finding } from '../../../src/diagnosis/evidence.ts';

const refused = {
  ok: false,
  failure: {
    phase: 'connect',
    reason: 'tcp.refused',
    blame: 'target',
    detail: 'the target refused the connection (ECONNREFUSED)',
  },
  durationMs: 1.234,
  timeoutMs: 3000,
  phases: { resolve: 0.5, connect: 0.7 },
} as const;

const works: Finding = { ok: true, durationMs: 31, timeoutMs: 5000, phases: {}, statusCode: 200 };

const opens: Finding = { ok: true, durationMs: 9, timeoutMs: 3000, phases: {} };

/** One with something of everything, and with a target that would clear a screen. */
export const diagnosis: Diagnosis = {
  verdict: {
    code: 'some_addresses_refuse',
    blame: 'target',
    sentence: 'one of 2 addresses refuses: 192.0.2.8',
  },
  evidence: {
    subject: {
      module: 'http',
      prober: 'http',
      target: 'https://shop.example/\u001b[2J',
      host: 'shop.example',
      port: 443,
      transport: 'tcp',
      isTls: true,
      isHttp: true,
    },
    startedAtMs: Date.UTC(2026, 10, 29, 3, 0, 0),
    durationMs: 1840,
    run: {
      ...works,
      aheadOfPeerMs: 1000,
      certificate: {
        subject: 'CN=shop.example',
        issuer: 'CN=Example Issuing CA 1',
        dnsNames: ['shop.example'],
        notBeforeSeconds: Date.UTC(2026, 0, 1) / 1000,
        notAfterSeconds: Date.UTC(2027, 0, 1) / 1000,
        sha256Hex: 'ab',
        isSelfSigned: false,
        sentCertificates: 2,
      },
    },
    names: {
      name: 'shop.example',
      own: { kind: 'addresses', addresses: ['192.0.2.7', '192.0.2.8'], detail: '', durationMs: 3.1 },
      resolvers: [
        {
          server: '192.0.2.53',
          kind: 'addresses',
          addresses: ['192.0.2.7', '192.0.2.8'],
          detail: '',
          durationMs: 2,
        },
      ],
      others: [
        { server: '9.9.9.9', kind: 'silence', addresses: [], detail: 'does not answer', durationMs: 1500 },
      ],
      zones: [
        {
          zone: 'shop.example.',
          name: 'shop.example.',
          answers: [
            {
              server: '192.0.2.99',
              serverName: 'ns1.shop.example.',
              kind: 'addresses',
              addresses: ['192.0.2.7', '192.0.2.8'],
              detail: '',
              durationMs: 9,
            },
          ],
        },
      ],
    },
    addresses: [
      { address: '192.0.2.7', family: 4, isOwn: true, connection: opens, run: works },
      { address: '192.0.2.8', family: 4, isOwn: true, connection: refused, run: refused },
    ],
    tls: { unjudged: { ...opens, durationMs: 14 } },
    http: { unfollowed: { ...works, statusCode: 301, location: 'https://shop.example/en' } },
    routes: [
      {
        address: '192.0.2.7',
        family: 4,
        method: 'tcp',
        hops: [
          { hopLimit: 1, address: '198.51.100.1', roundTripMs: 0.4, answer: 'passed' },
          { hopLimit: 2 },
          { hopLimit: 3, address: '192.0.2.7', roundTripMs: 8.96, answer: 'reached' },
        ],
        end: 'reached',
      },
      {
        address: '192.0.2.7',
        family: 4,
        method: 'udp',
        hops: [{ hopLimit: 1, address: '198.51.100.1', roundTripMs: 0.5, answer: 'passed' }],
        end: 'silent',
      },
      {
        address: '192.0.2.7',
        family: 4,
        method: 'icmp',
        hops: [],
        end: 'not_possible',
        detail: 'no permission',
      },
    ],
    vantage: {
      gateways: [{ family: 4, interface: 'eth0', address: '198.51.100.1', state: 'answers' }],
      hasGlobalAddress: { ip4: true, ip6: false },
      isClockKept: false,
      resolvers: [
        { server: '192.0.2.53', kind: 'no_address', addresses: [], detail: 'answers', durationMs: 1 },
      ],
      outside: true,
    },
  },
};
