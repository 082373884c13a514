import { z } from 'zod';
import type { Outcome, ProbeContext, ProberDefinition, Target } from '../../probes/contract.ts';
import type { Module } from '../../src/config/module.ts';
import { shownBlock } from '../../src/config/shown-value.ts';
import type { FinishedRun } from '../../src/engine/history/history.ts';
import type { ProbeResult } from '../../src/engine/run.ts';

export const fakeSuccess: Outcome = { ok: true, phases: {}, observations: { seen: 7 } };

export const fakeFailure: Outcome = {
  ok: false,
  failure: { phase: 'connect', reason: 'tcp.refused', blame: 'target', detail: 'nothing listens there' },
  phases: {},
  observations: { seen: 0 },
};

/** A prober without a network: succeeds unless `probe` says otherwise, and shows one family of its own. */
export function fakeProber(
  probe: (target: Target, context: ProbeContext) => Promise<Outcome> = () => Promise.resolve(fakeSuccess),
): ProberDefinition {
  return {
    name: 'fake',
    options: z.unknown(),
    probe: (target, _options, context) => probe(target, context),
    metrics: () => [
      {
        name: 'probe_fake_info',
        help: 'A family of its own',
        type: 'gauge',
        samples: [{ labels: { 'x-y': 'v' }, value: 1 }],
      },
    ],
    facts: () => [],
  };
}

export function fakeModule(name: string, prober: ProberDefinition = fakeProber(), timeoutMs = 0): Module {
  return { name, prober, options: {}, timeoutMs, shown: shownBlock([]) };
}

/** A finished run of a fake prober. */
export function fakeResult(changes: Partial<ProbeResult> = {}): ProbeResult {
  return {
    module: 'web',
    prober: 'fake',
    target: { text: 'target' },
    startedAtMs: 1_700_000_000_000,
    durationMs: 250,
    timeoutMs: 9500,
    localDelayMs: 0,
    outcome: fakeSuccess,
    transcript: [],
    ...changes,
  };
}

/** A finished run of a fake prober, as it is handed to the history. */
export function finishedRun(
  changes: Partial<ProbeResult> = {},
  about: Partial<FinishedRun> = {},
): FinishedRun {
  const result = fakeResult(changes);
  return { result, module: fakeModule(result.module), runId: '0mcx5k3p2-0000', ...about };
}
