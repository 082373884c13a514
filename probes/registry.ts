import type { ProberDefinition } from './contract.ts';
import { dnsProber } from './dns/prober.ts';
import { grpcProber } from './grpc/prober.ts';
import { httpProber } from './http/prober.ts';
import { icmpProber } from './icmp/prober.ts';
import { statuspageProber } from './statuspage/prober.ts';
import { tcpProber } from './tcp/prober.ts';
import { tlsProber } from './tls/prober.ts';
import { unixProber } from './unix/prober.ts';
import { websocketProber } from './websocket/prober.ts';

/**
 * Every prober by its name: the one list that knows them all.
 *
 * In the order in which blackbox_exporter's `/config` shows the blocks of a module; those it does not have come last.
 */
export const probers: ReadonlyMap<string, ProberDefinition> = new Map<string, ProberDefinition>([
  [httpProber.name, httpProber],
  [tcpProber.name, tcpProber],
  [icmpProber.name, icmpProber],
  [dnsProber.name, dnsProber],
  [grpcProber.name, grpcProber],
  [unixProber.name, unixProber],
  [websocketProber.name, websocketProber],
  [tlsProber.name, tlsProber],
  [statuspageProber.name, statuspageProber],
]);
