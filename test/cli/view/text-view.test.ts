import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import type { TlsEvidence } from '../../../probes/tls-evidence.ts';
import { usualLimits } from '../../../src/cli/report/warnings.ts';
import { coloured, plain } from '../../../src/cli/terminal/paint.ts';
import { textView } from '../../../src/cli/view/text-view.ts';
import { expired, runOf } from '../results.ts';

const up = { ok: true, phases: {}, observations: {} } as const satisfies Outcome;

describe('the text view', () => {
  test('tells of an expired certificate: what, where, whose fault, then the evidence', () => {
    const facts = [{ name: 'status', value: 'none received' }];
    expect(textView(runOf(expired), facts, { paint: plain })).toBe(
      `FAIL https://shop.example/ tls.cert.date_invalid (target): certificate of CN=shop.example expired on 2026-01-01T00:00:00Z

  resolve    2.1 ms  █
  connect   10.3 ms   █████
  tls      120.0 ms        █████████████████████████████████████████████████████
  total    132.4 ms  ███████████████████████████████████████████████████████████

  failure  tls.cert.date_invalid, phase tls, blame target
  address  192.0.2.1 (IPv4), lookup took 2.10 ms
  tls      TLS 1.3, TLS_AES_128_GCM_SHA256, h2, certificate refused (date_invalid)
  status   none received

  certificates, as sent
  CN=shop.example
  │  names    shop.example, www.shop.example
  │  issuer   CN=Example Issuing CA,O=Example Trust Services,C=US
  │  expires  2026-01-01T00:00:00Z (expired 9 days ago)
  └─ CN=Example Issuing CA,O=Example Trust Services,C=US
     │  issuer   CN=Example Root
     │  expires  2027-01-01T00:00:00Z (355 days left)
     └─ CN=Example Root
           issuer   CN=Example Root
           expires  2035-01-01T00:00:00Z (3277 days left)
`,
    );
  });

  test('begins with FAIL where a warning counts as a failure, as the exit code does', () => {
    const warnings = [
      { kind: 'slow', detail: 'the run took 132.4 ms, more than 100ms' },
      { kind: 'unverified', detail: 'the certificate was not verified' },
    ] as const;
    const run = { ...runOf(up), warnings };
    const failOn = { kinds: new Set(['slow'] as const), limits: usualLimits };
    const [verdict] = textView(run, [], { paint: plain, failOn }).split('\n');
    expect(verdict).toBe(
      'FAIL https://shop.example/ in 132 ms, but --fail-on=slow: the run took 132.4 ms, more than 100ms',
    );
    expect(textView(run, [], { paint: plain }).split('\n')[0]).toBe('OK https://shop.example/ in 132 ms');
  });

  test('fits a terminal of 60 columns', () => {
    expect(textView(runOf(expired), [], { paint: plain, columns: 60 })).toBe(
      `FAIL https://shop.example/ tls.cert.date_invalid (target):
  certificate of CN=shop.example expired on
  2026-01-01T00:00:00Z

  resolve    2.1 ms  █
  connect   10.3 ms   ███
  tls      120.0 ms      ███████████████████████████████████
  total    132.4 ms  ███████████████████████████████████████

  failure  tls.cert.date_invalid, phase tls, blame target
  address  192.0.2.1 (IPv4), lookup took 2.10 ms
  tls      TLS 1.3, TLS_AES_128_GCM_SHA256, h2, certificate
           refused (date_invalid)

  certificates, as sent
  CN=shop.example
  │  names    shop.example, www.shop.example
  │  issuer   CN=Example Issuing CA,O=Example Trust
  │           Services,C=US
  │  expires  2026-01-01T00:00:00Z (expired 9 days ago)
  └─ CN=Example Issuing CA,O=Example Trust Services,C=US
     │  issuer   CN=Example Root
     │  expires  2027-01-01T00:00:00Z (355 days left)
     └─ CN=Example Root
           issuer   CN=Example Root
           expires  2035-01-01T00:00:00Z (3277 days left)
`,
    );
  });

  test('says little about a run that showed little', () => {
    expect(textView(runOf(up, { durationMs: 4 }), [], { paint: plain, columns: 20 })).toBe(
      `OK
  https://shop.examp
  le/ in 4.00 ms

  total  4.0 ms  ███
`,
    );
  });

  test('colours the verdict and what is wrong with the certificate, nothing else', () => {
    const text = textView(runOf(expired), [], { paint: coloured });
    expect(text.split('\n').filter((line) => line.includes('\u001b'))).toEqual([
      '\u001b[1;31mFAIL\u001b[0m https://shop.example/ tls.cert.date_invalid (target): certificate of CN=shop.example expired on 2026-01-01T00:00:00Z',
      '  tls      \u001b[1;31mTLS 1.3, TLS_AES_128_GCM_SHA256, h2, certificate refused (date_invalid)\u001b[0m',
      '  │  expires  \u001b[1;31m2026-01-01T00:00:00Z (expired 9 days ago)\u001b[0m',
    ]);
    expect(textView(runOf(up), [], { paint: coloured })).toMatch('\u001b[1;32mOK\u001b[0m https:');
  });

  test('says when there was no address', () => {
    const outcome: Outcome = {
      ok: false,
      failure: { phase: 'resolve', reason: 'dns.failed', blame: 'resolver', detail: 'SERVFAIL' },
      phases: {},
      address: { lookupMs: 1234 },
      observations: {},
    };
    expect(textView(runOf(outcome), [], { paint: plain })).toContain('  address  none, lookup took 1.23 s\n');
  });

  test.each<{ name: string; tls: TlsEvidence; line: string }>([
    { name: 'nothing', tls: { chain: [] }, line: 'nothing was negotiated' },
    {
      name: 'a verified certificate',
      tls: { chain: [], version: 'TLS 1.2', verification: { kind: 'verified' } },
      line: 'TLS 1.2, certificate verified',
    },
    {
      name: 'a certificate that nobody judged',
      tls: { chain: [], verification: { kind: 'skipped' } },
      line: 'certificate not verified',
    },
    {
      name: 'a certificate that would not have passed',
      tls: { chain: [], verification: { kind: 'skipped', wouldFailWith: 'name_invalid' } },
      line: 'certificate not verified (would be refused: name_invalid)',
    },
  ])('words a handshake that gave $name', ({ tls, line }) => {
    expect(textView(runOf({ ...up, tls }), [], { paint: plain })).toContain(`\n  tls  ${line}\n`);
  });

  test('shows a certificate from the future and counts names it has no room for', () => {
    const leaf = expired.tls.chain[0];
    const tls: TlsEvidence = {
      chain: [
        {
          ...leaf,
          subject: '',
          dnsNames: Array.from({ length: 10 }, (_, index) => `${index}.example`),
          notBeforeSeconds: Date.UTC(2026, 1, 1) / 1000,
          notAfterSeconds: Number.MAX_VALUE,
        },
      ],
    };
    expect(textView(runOf({ ...up, tls }), [], { paint: plain })).toContain(
      `
  certificates, as sent
  (no subject)
     names       0.example, 1.example, 2.example, 3.example, 4.example, 5.example, 6.example, 7.example and 2 more
     issuer      CN=Example Issuing CA,O=Example Trust Services,C=US
     not before  2026-02-01T00:00:00Z
     expires     unknown
`,
    );
  });

  test('prints no control character of a hostile target', () => {
    const evil = '\u001b]0;owned\u0007\u009b2J\r\n\u202e';
    const leaf = { ...expired.tls.chain[0], subject: evil, issuer: evil, dnsNames: [evil] };
    const outcome: Outcome = {
      ...expired,
      failure: { ...expired.failure, detail: evil },
      address: { lookupMs: 1, chosen: { family: 6, address: evil } },
      tls: { version: evil, cipher: evil, alpn: evil, chain: [leaf] },
    };
    const facts = [{ name: evil, value: evil }];
    const text = textView(runOf(outcome, { target: { text: evil } }), facts, { paint: plain });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    expect(text.split('\\x1b]0;owned\\x07\\x9b2J\\r\\n\\u{202e}')).toHaveLength(12);
  });
});
