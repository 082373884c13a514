import type { IpAddress } from '../../../probes/contract.ts';
import { scopeOf } from '../../../probes/icmp/echo-socket.ts';
import { type SystemCalls, systemCalls } from '../../../probes/icmp/system-calls.ts';
import type { Route } from '../evidence.ts';
import { followRoute, type RouteContext, usualPlan } from './follow-route.ts';
import { openIcmpScout } from './icmp-scout.ts';
import type { Destination, OnReport, ScoutChoice } from './scout.ts';
import { openTcpScout } from './tcp-scout.ts';
import { openUdpScout } from './udp-scout.ts';

/** What to trace the way to. */
export interface TraceRequest {
  readonly address: IpAddress;
  readonly method: Route['method'];
  /** Of TCP; the other methods have none. */
  readonly port?: number;
}

/** Traces the way to an address; never rejects, and ends when the signal aborts. */
export type TraceRoute = (request: TraceRequest, context: RouteContext) => Promise<Route>;

const scouts: Readonly<
  Record<Route['method'], (to: Destination, calls: SystemCalls, onReport: OnReport) => ScoutChoice>
> = { tcp: openTcpScout, udp: openUdpScout, icmp: openIcmpScout };

/** Traces by the system calls of Linux. Elsewhere, and without the package koffi, no route is possible. */
export const traceRoute: TraceRoute = async ({ address, method, port = 0 }, context) => {
  const about = { address: address.address, family: address.family, method };
  const system = systemCalls();
  if (!system.ok) return { ...about, hops: [], end: 'not_possible', detail: system.failure.detail };
  const { calls } = system;
  const scopeId = scopeOf(address, calls);
  if (scopeId === undefined)
    return { ...about, hops: [], end: 'not_possible', detail: 'there is no such interface' };
  const open = (onReport: OnReport): ScoutChoice =>
    scouts[method]({ address, port, scopeId }, calls, onReport);
  return { ...about, ...(await followRoute(open, usualPlan, context)) };
};
