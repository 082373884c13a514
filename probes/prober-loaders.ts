import type { ProberDefinition } from './contract.ts';

/**
 * Every prober of the registry by its name, each loaded by itself: a command that needs one of them starts in half the
 * time that loading them all takes.
 */
export const proberLoaders: ReadonlyMap<string, () => Promise<ProberDefinition>> = new Map<
  string,
  () => Promise<ProberDefinition>
>([
  ['http', async () => (await import('./http/prober.ts')).httpProber],
  ['tcp', async () => (await import('./tcp/prober.ts')).tcpProber],
  ['icmp', async () => (await import('./icmp/prober.ts')).icmpProber],
  ['dns', async () => (await import('./dns/prober.ts')).dnsProber],
  ['grpc', async () => (await import('./grpc/prober.ts')).grpcProber],
  ['unix', async () => (await import('./unix/prober.ts')).unixProber],
  ['websocket', async () => (await import('./websocket/prober.ts')).websocketProber],
  ['tls', async () => (await import('./tls/prober.ts')).tlsProber],
  ['statuspage', async () => (await import('./statuspage/prober.ts')).statuspageProber],
]);
