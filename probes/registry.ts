import type { ProberDefinition } from './contract.ts';
import { httpProber } from './http/prober.ts';
import { tcpProber } from './tcp/prober.ts';

/** Every prober by its name: the one list that knows them all. */
export const probers: ReadonlyMap<string, ProberDefinition> = new Map<string, ProberDefinition>([
  [httpProber.name, httpProber],
  [tcpProber.name, tcpProber],
]);
