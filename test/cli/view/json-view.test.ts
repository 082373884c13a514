import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MetricFamily, Outcome } from '../../../probes/contract.ts';
import { jsonView } from '../../../src/cli/view/json-view.ts';
import { expired, runOf } from '../results.ts';

const up = { ok: true, phases: {}, observations: {} } as const satisfies Outcome;

test('gives every key of a failed run in seconds and ISO times', () => {
  const result = runOf(expired, {
    target: { text: 'https://shop.example/', hostname: 'other.example' },
    transcript: [
      { atMs: 1.5, kind: 'resolve.chosen', fields: { ip: '192.0.2.1', answers: ['192.0.2.1', '192.0.2.2'] } },
    ],
  });
  const metrics: readonly MetricFamily[] = [
    { name: 'probe_ip_protocol', help: 'a', type: 'gauge', samples: [{ value: 4 }] },
    {
      name: 'probe_http_duration_seconds',
      help: 'b',
      type: 'gauge',
      samples: [
        { labels: { phase: 'connect' }, value: 0.0103 },
        { labels: { phase: 'tls' }, value: Number.NaN },
      ],
    },
  ];
  const text = jsonView(result, metrics);
  expect(text).toMatch(/^\{.*\}\n$/u);
  expect(JSON.parse(text)).toEqual({
    job: null,
    labels: {},
    warnings: [],
    module: 'http_2xx',
    prober: 'http',
    target: 'https://shop.example/',
    hostname: 'other.example',
    parameters: {},
    started_at: '2026-01-10T12:00:00.000Z',
    duration_seconds: 0.1324,
    timeout_seconds: 10,
    success: false,
    failure: {
      phase: 'tls',
      reason: 'tls.cert.date_invalid',
      blame: 'target',
      detail: 'certificate of CN=shop.example expired on 2026-01-01T00:00:00Z',
    },
    phases: { resolve: 0.0021, connect: 0.0103, tls: 0.12 },
    address: { ip: '192.0.2.1', family: 4, lookup_seconds: 0.0021 },
    tls: {
      version: 'TLS 1.3',
      cipher: 'TLS_AES_128_GCM_SHA256',
      alpn: 'h2',
      verification: { kind: 'refused', fault: 'date_invalid' },
      last_chain_expires_at: null,
      chain: [
        {
          subject: 'CN=shop.example',
          issuer: 'CN=Example Issuing CA,O=Example Trust Services,C=US',
          dns_names: ['shop.example', 'www.shop.example'],
          serial_number: '01ab',
          sha256: 'c0ffee',
          not_before: '2025-10-01T00:00:00Z',
          not_after: '2026-01-01T00:00:00Z',
        },
        {
          subject: 'CN=Example Issuing CA,O=Example Trust Services,C=US',
          issuer: 'CN=Example Root',
          dns_names: [],
          serial_number: '02',
          sha256: 'decade',
          not_before: '2020-01-01T00:00:00Z',
          not_after: '2027-01-01T00:00:00Z',
        },
        {
          subject: 'CN=Example Root',
          issuer: 'CN=Example Root',
          dns_names: [],
          serial_number: '03',
          sha256: 'facade',
          not_before: '2015-01-01T00:00:00Z',
          not_after: '2035-01-01T00:00:00Z',
        },
      ],
    },
    changes: null,
    metrics: [
      { name: 'probe_ip_protocol', labels: {}, value: 4 },
      { name: 'probe_http_duration_seconds', labels: { phase: 'connect' }, value: 0.0103 },
      { name: 'probe_http_duration_seconds', labels: { phase: 'tls' }, value: null },
    ],
    transcript: [
      {
        at_seconds: 0.0015,
        kind: 'resolve.chosen',
        level: 'debug',
        message: 'Resolved the target address',
        fields: { ip: '192.0.2.1', answers: ['192.0.2.1', '192.0.2.2'] },
      },
    ],
  });
});

test('has null, not silence, for what did not happen', () => {
  expect(jsonView(runOf(up), [])).toBe(
    '{"job":null,"labels":{},"module":"http_2xx","prober":"http","target":"https://shop.example/","hostname":null,"parameters":{},' +
      '"started_at":"2026-01-10T12:00:00.000Z","duration_seconds":0.1324,"timeout_seconds":10,"success":true,' +
      '"failure":null,"warnings":[],"phases":{},"address":null,"tls":null,"changes":null,"metrics":[],"transcript":[]}\n',
  );
});

test.each<{ name: string; outcome: Outcome; address?: object | null; tls?: object }>([
  {
    name: 'a lookup without an address',
    outcome: { ...up, address: { lookupMs: 7 } },
    address: { ip: null, family: null, lookup_seconds: 0.007 },
  },
  {
    name: 'a verified chain',
    outcome: {
      ...up,
      tls: { chain: [], verification: { kind: 'verified' }, lastChainExpirySeconds: 1_772_366_400 },
    },
    tls: {
      version: null,
      cipher: null,
      alpn: null,
      verification: { kind: 'verified', fault: null },
      last_chain_expires_at: '2026-03-01T12:00:00Z',
      chain: [],
    },
  },
  {
    name: 'a handshake without a certificate',
    outcome: { ...up, tls: { chain: [] } },
    tls: {
      version: null,
      cipher: null,
      alpn: null,
      verification: null,
      last_chain_expires_at: null,
      chain: [],
    },
  },
  {
    name: 'a chain that was not judged',
    outcome: {
      ...up,
      tls: { chain: [], verification: { kind: 'skipped', wouldFailWith: 'authority_invalid' } },
    },
    tls: {
      version: null,
      cipher: null,
      alpn: null,
      verification: { kind: 'skipped', fault: 'authority_invalid' },
      last_chain_expires_at: null,
      chain: [],
    },
  },
])('keeps the shape for $name', ({ outcome, address = null, tls = null }) => {
  expect(JSON.parse(jsonView(runOf(outcome), []))).toMatchObject({ address, tls });
});

test('is valid JSON on one line and steers no terminal, whatever the target says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = jsonView(runOf(up, { target: { text } }), []);
      expect(json.slice(0, -1)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(json)).toMatchObject({ target: text });
    }),
  );
});
