import { Counter, Gauge, type Registry } from 'prom-client';

/** How busy those who ask keep this exporter. */
export interface ListenerHealth {
  /** Counts a request for a probe that was not made because too many were under way. */
  probeRefused(): void;
  connectionOpened(): void;
  connectionClosed(): void;
  /** Counts a connection that was closed at once because there were too many, none of them idle. */
  connectionRefused(): void;
}

/** Registers the metrics of the listening sockets. */
export function registerListenerHealth(registry: Registry): ListenerHealth {
  const registers = [registry];
  const refusedProbes = new Counter({
    name: 'vantage_probes_refused_total',
    help: 'Requests to /probe that were answered with 503 because --probe.max-concurrent probes were under way.',
    registers,
  });
  const connections = new Gauge({
    name: 'vantage_http_connections',
    help: 'Connections of clients that are open.',
    registers,
  });
  const refusedConnections = new Counter({
    name: 'vantage_http_connections_refused_total',
    help: 'Connections of clients that were closed at once because --web.max-connections were open and busy.',
    registers,
  });
  return {
    probeRefused: () => refusedProbes.inc(),
    connectionOpened: () => connections.inc(),
    connectionClosed: () => connections.dec(),
    connectionRefused: () => refusedConnections.inc(),
  };
}
