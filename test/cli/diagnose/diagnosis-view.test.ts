import { expect, test } from 'vitest';
import { diagnosisText } from '../../../src/cli/diagnose/diagnosis-json-text.ts';
import { diagnosisView } from '../../../src/cli/diagnose/diagnosis-view.ts';
import { coloured, plain } from '../../../src/cli/terminal/paint.ts';
import type { Diagnosis } from '../../../src/diagnosis/diagnose.ts';

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

const works = { ok: true, durationMs: 31, timeoutMs: 5000, phases: {}, statusCode: 200 } as const;

const diagnosis: Diagnosis = {
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
      { address: '192.0.2.7', family: 4, isOwn: true, connection: { ...works, durationMs: 9 }, run: works },
      { address: '192.0.2.8', family: 4, isOwn: true, connection: refused, run: refused },
    ],
    tls: { unjudged: works },
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
        method: 'icmp',
        hops: [],
        end: 'not_possible',
        detail: 'no permission',
      },
    ],
    vantage: {
      gateways: [{ family: 4, interface: 'eth0', address: '198.51.100.1', state: 'answers' }],
      hasGlobalAddress: { ip4: true, ip6: false },
      resolvers: [
        { server: '192.0.2.53', kind: 'no_address', addresses: [], detail: 'answers', durationMs: 1 },
      ],
      outside: true,
    },
  },
};

test.each([
  ['a pipe', 'pipe', { paint: plain }],
  ['60 columns', '60', { paint: plain, columns: 60 }],
  ['a terminal of 120 columns', '120', { paint: coloured, columns: 120 }],
])('words a diagnosis for %s', async (_name, file, style) => {
  await expect(diagnosisView(diagnosis, style)).toMatchFileSnapshot(`../golden/diagnose/${file}.txt`);
});

test('no line is longer than the terminal is wide', () => {
  const lines = diagnosisView(diagnosis, { paint: plain, columns: 60 }).split('\n');
  expect(lines.filter((line) => line.length > 60)).toEqual([]);
});

test('is one line of JSON, durations in seconds, times as dates, and nothing that steers a terminal', () => {
  const text = diagnosisText(diagnosis);
  expect(text).toMatch(/^[^\n]+\n$/u);
  expect(text).not.toContain('\u001b');
  expect(JSON.parse(text)).toMatchObject({
    verdict: {
      code: 'some_addresses_refuse',
      blame: 'target',
      sentence: 'one of 2 addresses refuses: 192.0.2.8',
    },
    evidence: {
      subject: { target: 'https://shop.example/\u001b[2J', is_tls: true },
      started_at: '2026-11-29T03:00:00.000Z',
      duration_seconds: 1.84,
      run: {
        status_code: 200,
        certificate: { not_after_at: '2027-01-01T00:00:00.000Z', dns_names: ['shop.example'] },
      },
      addresses: [
        { address: '192.0.2.7', is_own: true, connection: { ok: true } },
        {
          connection: {
            ok: false,
            failure: { phase: 'connect', reason: 'tcp.refused' },
            duration_seconds: 0.001234,
            phases: { resolve: 0.0005, connect: 0.0007 },
          },
        },
      ],
      routes: [{ hops: [{ hop_limit: 1, round_trip_seconds: 0.0004 }, { hop_limit: 2 }, {}] }, {}],
    },
  });
});
