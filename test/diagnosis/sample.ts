import type { Diagnosis } from '../../src/diagnosis/diagnose.ts';

/** A diagnosis of a target that does not matter; `size` characters make its sentence long. */
export function sampleDiagnosis(size = 10): Diagnosis {
  const run = { ok: true, durationMs: 5, timeoutMs: 1000, phases: {} };
  return {
    verdict: { code: 'healthy', blame: 'nobody', sentence: 'x'.repeat(size) },
    evidence: {
      subject: {
        module: 'web',
        prober: 'http',
        target: 'a.test',
        transport: 'none',
        isTls: false,
        isHttp: true,
      },
      startedAtMs: 0,
      durationMs: 100,
      run,
      addresses: [],
      routes: [],
      vantage: { gateways: [], hasGlobalAddress: { ip4: true, ip6: false }, resolvers: [] },
    },
  };
}
