import type { MetricFamily, Outcome } from '../../probes/contract.ts';
import { addressFamilies } from '../../probes/shared/address-families.ts';
import { secondsOf } from '../../probes/shared/seconds.ts';
import { certificateFamilies } from '../../probes/shared/tls/families.ts';
import type { Module } from '../config/module.ts';
import type { ProbeResult } from '../engine/run.ts';

/** The families of `/probe`: those of every run, of its address and certificates, and the prober's own. */
export function probeFamilies(result: ProbeResult, module: Module): readonly MetricFamily[] {
  const { outcome } = result;
  return [
    gauge('probe_success', 'Whether the target met everything the module demands.', outcome.ok ? 1 : 0),
    gauge(
      'probe_duration_seconds',
      'Time from the start of the probe to its result, in seconds.',
      secondsOf(result.durationMs),
    ),
    gauge('probe_timeout_seconds', 'Time the probe was given, in seconds.', secondsOf(result.timeoutMs)),
    gauge(
      'probe_local_delay_seconds',
      "The worst lateness of this exporter's own event loop during the probe, in seconds.",
      secondsOf(result.localDelayMs),
    ),
    ...failureFamilies(outcome),
    ...(outcome.address === undefined ? [] : addressFamilies(outcome.address)),
    ...(outcome.tls === undefined ? [] : certificateFamilies(outcome.tls)),
    ...proberFamilies(outcome, module),
  ];
}

function failureFamilies(outcome: Outcome): readonly MetricFamily[] {
  if (outcome.ok) return [];
  const { phase, reason, blame } = outcome.failure;
  return [
    {
      name: 'probe_failure_info',
      help: 'Why the probe failed: in which phase, for what reason, and whose fault it most likely is.',
      type: 'gauge',
      samples: [{ labels: { phase, reason, blame }, value: 1 }],
    },
  ];
}

/** None when the prober threw or its thread ended: such an outcome has no observations to look at. */
function proberFamilies(outcome: Outcome, { prober, options }: Module): readonly MetricFamily[] {
  if (outcome.observations === undefined) return [];
  return prober.metrics(outcome, options);
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return { name, help, type: 'gauge', samples: [{ value }] };
}
