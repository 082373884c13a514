import type { ProberDefinition } from './contract.ts';
import { dnsProber } from './dns/prober.ts';
import { grpcProber } from './grpc/prober.ts';
import { httpProber } from './http/prober.ts';
import { icmpProber } from './icmp/prober.ts';
import { tcpProber } from './tcp/prober.ts';
import { tlsProber } from './tls/prober.ts';
import { unixProber } from './unix/prober.ts';
import { websocketProber } from './websocket/prober.ts';

/** Every prober by its name: the one list that knows them all. */
export const probers: ReadonlyMap<string, ProberDefinition> = new Map<string, ProberDefinition>([
  [dnsProber.name, dnsProber],
  [grpcProber.name, grpcProber],
  [httpProber.name, httpProber],
  [icmpProber.name, icmpProber],
  [tcpProber.name, tcpProber],
  [tlsProber.name, tlsProber],
  [unixProber.name, unixProber],
  [websocketProber.name, websocketProber],
]);
