import type { Fact, MetricFamily, Outcome, Sample } from '../contract.ts';
import { secondsOf } from '../shared/seconds.ts';
import type { WebsocketObservations } from './observations.ts';

/** The families of blackbox_exporter's WebSocket prober: none for what is not a URL. */
export function websocketFamilies(outcome: Outcome<WebsocketObservations>): readonly MetricFamily[] {
  const { isUrl, statusCode, upgraded, failedDueToRegex } = outcome.observations;
  if (!isUrl) return [];
  const durations = durationSamples(outcome);
  return [
    gauge('probe_websocket_status_code', 'HTTP status of the response to the handshake', [
      { value: statusCode ?? 0 },
    ]),
    gauge('probe_websocket_connection_upgraded', 'Whether the connection became a WebSocket', [
      { value: Number(upgraded) },
    ]),
    gauge('probe_websocket_failed_due_to_regex', 'Whether a step of the dialogue failed', [
      { value: Number(failedDueToRegex) },
    ]),
    ...(durations.length === 0
      ? []
      : [gauge('probe_websocket_duration_seconds', 'Duration of the probe by phase', durations)]),
  ];
}

/** `processing` is all between the TCP connection and the WebSocket: TLS counts, as in the reference. */
function durationSamples({ phases, observations }: Outcome<WebsocketObservations>): Sample[] {
  const { resolve, connect, tls, processing, transfer } = phases;
  const upgrading =
    tls === undefined && processing === undefined ? undefined : (tls ?? 0) + (processing ?? 0);
  const durations = {
    resolve,
    connect: observations.connected ? connect : undefined,
    processing: upgrading,
    transfer,
  };
  return Object.entries(durations).flatMap(([phase, durationMs]) =>
    durationMs === undefined ? [] : [{ labels: { phase }, value: secondsOf(durationMs) }],
  );
}

function gauge(name: string, help: string, samples: readonly Sample[]): MetricFamily {
  return { name, help, type: 'gauge', samples };
}

/** The status of the handshake, and whether it made a WebSocket. */
export function websocketFacts({ observations }: Outcome<WebsocketObservations>): readonly Fact[] {
  const { statusCode, upgraded } = observations;
  if (statusCode === undefined) return [];
  return [
    { name: 'status', value: String(statusCode) },
    { name: 'upgraded', value: upgraded ? 'yes' : 'no' },
  ];
}
