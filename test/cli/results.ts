import type { Outcome } from '../../probes/contract.ts';
import type { CheckedRun } from '../../src/cli/report/checked-run.ts';
import type { ProbeResult } from '../../src/engine/run.ts';
import { fakeModule } from '../helpers/fake-prober.ts';

/** A result of `https://shop.example/` on 2026-01-10 at noon UTC, with the given outcome. */
export function resultOf(outcome: Outcome, changes: Partial<ProbeResult> = {}): ProbeResult {
  return {
    module: 'http_2xx',
    prober: 'http',
    target: { text: 'https://shop.example/' },
    startedAtMs: Date.UTC(2026, 0, 10, 12),
    durationMs: 132.4,
    localDelayMs: 0,
    timeoutMs: 10_000,
    outcome,
    transcript: [],
    ...changes,
  };
}

/** The same with what the outputs need beside it: a module, and warnings if there are any. */
export function runOf(outcome: Outcome, changes: Partial<ProbeResult> = {}): CheckedRun {
  return checkedRun(resultOf(outcome, changes));
}

/** A run that is over, of a module whose prober has nothing of its own to tell. */
export function checkedRun(result: ProbeResult, changes: Partial<CheckedRun> = {}): CheckedRun {
  return { result, module: fakeModule('m'), warnings: [], ...changes };
}

const unixSeconds = (text: string): number => Date.parse(text) / 1000;

/** A run that met a certificate nine days past its end. */
export const expired = {
  ok: false,
  failure: {
    phase: 'tls',
    reason: 'tls.cert.date_invalid',
    blame: 'target',
    detail: 'certificate of CN=shop.example expired on 2026-01-01T00:00:00Z',
  },
  phases: { resolve: 2.1, connect: 10.3, tls: 120 },
  address: { lookupMs: 2.1, chosen: { family: 4, address: '192.0.2.1' } },
  tls: {
    version: 'TLS 1.3',
    cipher: 'TLS_AES_128_GCM_SHA256',
    alpn: 'h2',
    verification: { kind: 'refused', fault: 'date_invalid' },
    chain: [
      {
        subject: 'CN=shop.example',
        issuer: 'CN=Example Issuing CA,O=Example Trust Services,C=US',
        dnsNames: ['shop.example', 'www.shop.example'],
        serialNumberHex: '01ab',
        sha256Hex: 'c0ffee',
        notBeforeSeconds: unixSeconds('2025-10-01T00:00:00Z'),
        notAfterSeconds: unixSeconds('2026-01-01T00:00:00Z'),
      },
      {
        subject: 'CN=Example Issuing CA,O=Example Trust Services,C=US',
        issuer: 'CN=Example Root',
        dnsNames: [],
        serialNumberHex: '02',
        sha256Hex: 'decade',
        notBeforeSeconds: unixSeconds('2020-01-01T00:00:00Z'),
        notAfterSeconds: unixSeconds('2027-01-01T00:00:00Z'),
      },
      {
        subject: 'CN=Example Root',
        issuer: 'CN=Example Root',
        dnsNames: [],
        serialNumberHex: '03',
        sha256Hex: 'facade',
        notBeforeSeconds: unixSeconds('2015-01-01T00:00:00Z'),
        notAfterSeconds: unixSeconds('2035-01-01T00:00:00Z'),
      },
    ],
  },
  observations: {},
} as const satisfies Outcome;
