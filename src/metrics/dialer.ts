import { Counter, type Registry } from 'prom-client';
import type { Outcome } from '../../probes/contract.ts';
import type { FailureReason } from '../../probes/failure.ts';
import type { HttpObservations } from '../../probes/http/observations.ts';
import type { ProbeResult } from '../engine/run.ts';

/** Why a connection did not come to be, as the reference sorts it. */
const dialFailures = ['refused', 'resolution', 'timeout', 'unknown'] as const;
export type DialFailure = (typeof dialFailures)[number];

/** What a run did to the connections that the reference counts. */
export interface DialledConnections {
  readonly attempted: number;
  readonly established: number;
  /** Present when one was attempted that was not established; a run ends with it. */
  readonly failure?: DialFailure;
}

const failureOfReason: Partial<Record<FailureReason, DialFailure>> = {
  'tcp.refused': 'refused',
  'dns.name_not_resolved': 'resolution',
  'dns.failed': 'resolution',
  'dns.unreachable': 'resolution',
  'dns.timed_out': 'resolution',
  'tcp.timed_out': 'timeout',
  'proxy.timed_out': 'timeout',
  'local.no_time': 'timeout',
};

/** The connections of a run of the http prober, whose dialer alone the reference counts; undefined for any other. */
export function dialledConnections(result: ProbeResult): DialledConnections | undefined {
  const { outcome } = result;
  if (!isOfHttp(result.prober, outcome)) return undefined;
  const { attempted, established } = outcome.observations.connections;
  if (outcome.ok || attempted === established) return { attempted, established };
  return { attempted, established, failure: failureOfReason[outcome.failure.reason] ?? 'unknown' };
}

/** A prober that threw left no observations. */
function isOfHttp(prober: string, outcome: Outcome): outcome is Outcome<HttpObservations> {
  return prober === 'http' && outcome.observations !== undefined;
}

/**
 * Registers the reference's counters of the http prober's connections; each call of the returned function adds
 * those of one run. Its connections have all been closed by then.
 */
export function registerDialerMetrics(registry: Registry): (result: ProbeResult) => void {
  const counter = (what: string, help: string, further: readonly string[] = []): Counter =>
    new Counter({
      name: `net_conntrack_dialer_conn_${what}_total`,
      help,
      labelNames: ['dialer_name', ...further],
      registers: [registry],
    });
  const attempted = counter('attempted', 'Connections that the http prober attempted.');
  const established = counter('established', 'Connections of the http prober that were established.');
  const closed = counter('closed', 'Connections of the http prober that were established and closed.');
  const failed = counter('failed', 'Connections of the http prober that failed, by reason.', ['reason']);
  const dialer_name = 'http_probe';
  let hasSeries = false;

  return (result) => {
    const dialled = dialledConnections(result);
    if (dialled === undefined) return;
    attempted.inc({ dialer_name }, dialled.attempted);
    established.inc({ dialer_name }, dialled.established);
    closed.inc({ dialer_name }, dialled.established);
    if (!hasSeries) for (const reason of dialFailures) failed.inc({ dialer_name, reason }, 0);
    hasSeries = true;
    if (dialled.failure !== undefined) failed.inc({ dialer_name, reason: dialled.failure });
  };
}
