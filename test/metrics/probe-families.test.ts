import { expect, test } from 'vitest';
import type { Outcome, ProberDefinition } from '../../probes/contract.ts';
import type { TlsEvidence } from '../../probes/tls-evidence.ts';
import { exposition } from '../../src/metrics/exposition.ts';
import { probeFamilies } from '../../src/metrics/probe-families.ts';
import { fakeFailure, fakeModule, fakeProber, fakeResult, fakeSuccess } from '../helpers/fake-prober.ts';
import { hasPromtool, promtoolComplaints } from '../helpers/promtool.ts';

function samples(outcome: Outcome, prober: ProberDefinition = fakeProber()): readonly string[] {
  const families = probeFamilies(fakeResult({ outcome }), fakeModule('web', prober));
  return exposition(families, 'underscores')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

test('a success shows the verdict, the times and what the prober saw', () => {
  expect(samples(fakeSuccess)).toEqual([
    'probe_duration_seconds 0.25',
    'probe_fake_info{x_y="v"} 1',
    'probe_local_delay_seconds 0',
    'probe_success 1',
    'probe_timeout_seconds 9.5',
  ]);
});

test('a failure says why as well', () => {
  expect(samples(fakeFailure)).toEqual([
    'probe_duration_seconds 0.25',
    'probe_failure_info{blame="target",phase="connect",reason="tcp.refused"} 1',
    'probe_fake_info{x_y="v"} 1',
    'probe_local_delay_seconds 0',
    'probe_success 0',
    'probe_timeout_seconds 9.5',
  ]);
});

test('the address is shown once a lookup was attempted', () => {
  const chosen = { family: 4, address: '127.0.0.1' } as const;
  expect(samples({ ...fakeSuccess, address: { lookupMs: 1.5, chosen } })).toEqual([
    'probe_dns_lookup_time_seconds 0.0015',
    'probe_duration_seconds 0.25',
    'probe_fake_info{x_y="v"} 1',
    'probe_ip_addr_hash 3.668918509e+09',
    'probe_ip_protocol 4',
    'probe_local_delay_seconds 0',
    'probe_success 1',
    'probe_timeout_seconds 9.5',
  ]);
});

const tls: TlsEvidence = {
  version: 'TLS 1.3',
  chain: [
    {
      subject: 'CN=shop.test',
      issuer: 'CN=ca.test',
      dnsNames: ['shop.test'],
      serialNumberHex: '01',
      sha256Hex: 'ab',
      notBeforeSeconds: 1000,
      notAfterSeconds: 2000,
    },
  ],
  verification: { kind: 'refused', fault: 'date_invalid' },
};

test('certificates are shown once one was received, also when it was refused', () => {
  expect(samples({ ...fakeFailure, tls }).filter((line) => line.startsWith('probe_tls_'))).toEqual([
    'probe_tls_certificate_not_after_timestamp_seconds{position="0"} 2000',
    'probe_tls_verified{reason="date_invalid"} 0',
  ]);
});

test('a prober that threw is not asked for what it saw', () => {
  const prober: ProberDefinition = {
    ...fakeProber(),
    metrics: () => {
      throw new Error('there are no observations');
    },
  };
  const bug: Outcome = {
    ok: false,
    failure: { phase: 'request', reason: 'local.bug', blame: 'local', detail: 'bug' },
    phases: {},
    observations: undefined,
  };
  expect(samples(bug, prober)).toEqual([
    'probe_duration_seconds 0.25',
    'probe_failure_info{blame="local",phase="request",reason="local.bug"} 1',
    'probe_local_delay_seconds 0',
    'probe_success 0',
    'probe_timeout_seconds 9.5',
  ]);
});

test.skipIf(!hasPromtool())('promtool finds nothing wrong with the families of a failure', () => {
  const outcome: Outcome = { ...fakeFailure, address: { lookupMs: 1 }, tls };
  const families = probeFamilies(fakeResult({ outcome }), fakeModule('web'));
  expect(promtoolComplaints(exposition(families, 'underscores'))).toBe('');
});
