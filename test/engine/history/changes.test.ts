import { describe, expect, test } from 'vitest';
import type { Outcome, PhaseDurations } from '../../../probes/contract.ts';
import type { CertificateEvidence } from '../../../probes/tls-evidence.ts';
import type { TranscriptEvent } from '../../../probes/transcript.ts';
import { changeLines } from '../../../src/engine/history/change-lines.ts';
import { changesBetween, changesSince } from '../../../src/engine/history/changes.ts';
import type { ProbeResult } from '../../../src/engine/run.ts';
import { fakeFailure, fakeResult, fakeSuccess } from '../../helpers/fake-prober.ts';

const certificate: CertificateEvidence = {
  subject: 'CN=shop.test',
  issuer: 'CN=Old CA',
  dnsNames: ['shop.test'],
  serialNumberHex: '01',
  sha256Hex: 'aa',
  notBeforeSeconds: 0,
  notAfterSeconds: 1_800_000_000,
};

interface Seen {
  readonly events?: readonly Omit<TranscriptEvent, 'atMs'>[];
  readonly phases?: PhaseDurations;
  readonly leaf?: CertificateEvidence;
}

function result(outcome: Outcome, { events = [], phases = {}, leaf }: Seen): ProbeResult {
  return fakeResult({
    outcome: { ...outcome, phases, ...(leaf === undefined ? {} : { tls: { chain: [leaf] } }) },
    transcript: events.map((event, atMs) => ({ atMs, ...event })),
  });
}

function response(status: number, ...headers: readonly string[]): Omit<TranscriptEvent, 'atMs'> {
  return { kind: 'http.response', fields: { hop: 1, version: 'HTTP/1.1', status, headers } };
}

function resolved(ip: string, ...answers: readonly string[]): Omit<TranscriptEvent, 'atMs'> {
  return { kind: 'resolve.chosen', fields: { host: 'shop.test', ip, answers, why: 'preferred' } };
}

describe('what changed', () => {
  test.each<{ name: string; before: Seen; after: Seen; lines: readonly string[] }>([
    { name: 'nothing', before: {}, after: {}, lines: [] },
    {
      name: 'addresses, in whatever order they came',
      before: { events: [resolved('192.0.2.1', '192.0.2.1', '192.0.2.2')] },
      after: { events: [resolved('192.0.2.2', '192.0.2.2', '192.0.2.1')] },
      lines: ['address: 192.0.2.1 -> 192.0.2.2'],
    },
    {
      name: 'answers',
      before: { events: [resolved('192.0.2.1', '192.0.2.1')] },
      after: { events: [resolved('198.51.100.7', '198.51.100.8', '198.51.100.7')] },
      lines: ['answers: 192.0.2.1 -> 198.51.100.7, 198.51.100.8', 'address: 192.0.2.1 -> 198.51.100.7'],
    },
    {
      name: 'status and headers, by their names in any case, repeated ones as one',
      before: { events: [response(200, 'Server: apache', 'Via: a', 'via: b', 'X-Gone: 1')] },
      after: { events: [response(503, 'SERVER: nginx', 'Via: a, b', 'Retry-After: 30')] },
      lines: [
        'status: 200 -> 503',
        'header server: apache -> nginx',
        'header x-gone: 1 -> none',
        'header retry-after: none -> 30',
      ],
    },
    {
      name: 'fields that are always new only when they came or went',
      before: { events: [response(200, 'Date: 1', 'X-Request-Id: 1', 'CF-Ray: 1', 'Age: 2')] },
      after: { events: [response(200, 'Date: 2', 'X-Request-Id: 2', 'CF-Ray: 2', 'ETag: "a"')] },
      lines: [String.raw`header age: 2 -> none`, String.raw`header etag: none -> "\"a\""`],
    },
    {
      name: 'the last response of a chain, not the first',
      before: { events: [response(301), response(200)] },
      after: { events: [response(301), response(404)] },
      lines: ['status: 200 -> 404'],
    },
    {
      name: 'a certificate',
      before: { leaf: certificate },
      after: {
        leaf: { ...certificate, sha256Hex: 'bb', issuer: 'CN=New CA', notAfterSeconds: 1_700_000_000 },
      },
      lines: [
        'certificate.issuer: CN=Old CA -> CN=New CA',
        'certificate.not_after: 2027-01-15T08:00:00Z -> 2023-11-14T22:13:20Z',
        'certificate.sha256: aa -> bb',
      ],
    },
    {
      name: 'what a handshake came to that failed',
      before: {
        events: [
          { kind: 'tls.established', fields: { version: 'TLS 1.3', verification: 'verified', subjects: [] } },
        ],
      },
      after: {
        events: [
          {
            kind: 'tls.failed',
            fields: {
              version: 'TLS 1.2',
              verification: 'refused',
              fault: 'date_invalid',
              subjects: [],
              detail: 'x',
            },
          },
        ],
      },
      lines: [
        'tls.version: TLS 1.3 -> TLS 1.2',
        'tls.verification: verified -> refused',
        'tls.fault: none -> date_invalid',
      ],
    },
    {
      name: 'the answers of a DNS server',
      before: {
        events: [
          {
            kind: 'dns.reply',
            fields: { rcode: 'NOERROR', flags: ['qr', 'ra'], answers: ['a.\t5\tIN\tA\t192.0.2.1'] },
          },
        ],
      },
      after: {
        events: [{ kind: 'dns.reply', fields: { rcode: 'NXDOMAIN', flags: ['ra', 'qr'], answers: [] } }],
      },
      lines: ['dns.rcode: NOERROR -> NXDOMAIN', String.raw`dns.answers: "a.\t5\tIN\tA\t192.0.2.1" -> none`],
    },
    {
      name: 'phases that differ much, and none that is missing',
      before: { phases: { resolve: 1, connect: 20, processing: 100, transfer: 5 } },
      after: { phases: { resolve: 40, connect: 75.26, processing: 149 } },
      lines: ['phase connect: 0.02 s -> 0.0753 s'],
    },
  ])('tells $name', ({ before, after, lines }) => {
    const changes = changesBetween(result(fakeSuccess, before), result(fakeFailure, after));
    expect(changeLines(changes)).toEqual(lines);
  });

  test('says since when', () => {
    const good = { id: 4, runId: 'run-4', result: fakeResult({ startedAtMs: 5000 }) };
    expect(changesSince(good, fakeResult({ outcome: fakeFailure }))).toEqual({
      since: { id: 4, runId: 'run-4', startedAtMs: 5000 },
      list: [],
    });
  });

  test('shows hostile values as one harmless line each', () => {
    const hostile = '\u001b[31m\u202e\n<b>\u0000' + 'x'.repeat(5000);
    const [line = ''] = changeLines([{ what: 'header server', before: hostile, after: null }]);
    expect(line).toMatch(/^header server: "\\x1b\[31m\\u202e\\n<b>\\x00x{1,200}…" -> none$/u);
  });
});
