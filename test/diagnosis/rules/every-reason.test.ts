import { expect, test } from 'vitest';
import { type FailureReason, failureReasons } from '../../../probes/failure.ts';
import { conclude } from '../../../src/diagnosis/verdict.ts';

/** The verdict on a probe that failed for this reason, and of which nothing else is known. */
function verdictOn(reason: FailureReason): string {
  const phases = {
    assert: 'assertion',
    policy: 'policy',
    tcp: 'connect',
    udp: 'connect',
    icmp: 'connect',
  } as const;
  const family = reason.split('.')[0] ?? '';
  const phase = Object.entries(phases).find(([name]) => name === family)?.[1] ?? 'response';
  return conclude({
    subject: { module: 'm', prober: 'p', target: 't', transport: 'tcp', isTls: false, isHttp: false },
    startedAtMs: 0,
    durationMs: 1,
    run: {
      ok: false,
      failure: { phase, reason, blame: 'target', detail: 'it failed' },
      durationMs: 1,
      timeoutMs: 1000,
      phases: {},
    },
    addresses: [],
    routes: [],
    vantage: { gateways: [], hasGlobalAddress: { ip4: true, ip6: true }, resolvers: [] },
  }).code;
}

test('every reason alone has a verdict but those that say nothing without more evidence', () => {
  expect(failureReasons.filter((reason) => verdictOn(reason) === 'unexplained')).toEqual([
    'dns.name_not_resolved',
    'dns.failed',
    'tcp.failed',
    'tls.timed_out',
    'icmp.failed',
    'local.aborted',
    'local.bug',
  ]);
});
