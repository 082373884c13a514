import { readFileSync } from 'node:fs';
import type { Failure } from '../failure.ts';

const rangeFile = '/proc/sys/net/ipv4/ping_group_range';
const statusFile = '/proc/self/status';

/** Of capabilities(7). */
const capNetRaw = 13n;

/** What decides whether this process may send ICMP, as Linux tells it; undefined where it cannot be read. */
export interface IcmpPermission {
  /** The effective group. */
  readonly groupId: number;
  /** `net.ipv4.ping_group_range`: `1 0` lets nobody have datagram sockets. It is for IPv6 too. */
  readonly pingGroupRange: string | undefined;
  /** Whether the bounding set has CAP_NET_RAW: if not, no program of this container can get it. */
  readonly mayGainNetRaw: boolean | undefined;
}

/** Where to allow ICMP, with the very line to add. */
export const icmpRemedies: readonly { readonly where: string; readonly line: string }[] = [
  { where: 'Host', line: 'sysctl -w net.ipv4.ping_group_range="0 2147483647"' },
  { where: 'Docker', line: '--sysctl net.ipv4.ping_group_range="0 2147483647"' },
  {
    where: 'Docker Compose',
    line: 'sysctls: { net.ipv4.ping_group_range: "0 2147483647" }',
  },
  {
    where: 'Kubernetes',
    line: 'securityContext: { sysctls: [{ name: net.ipv4.ping_group_range, value: "0 2147483647" }] }',
  },
  { where: 'systemd', line: 'AmbientCapabilities=CAP_NET_RAW' },
];

/** Reads what decides about ICMP now. */
export function icmpPermission(): IcmpPermission {
  return {
    groupId: process.getegid?.() ?? 0,
    pingGroupRange: textOf(rangeFile)?.trim().replaceAll(/\s+/gu, ' '),
    mayGainNetRaw: isInBoundingSet(textOf(statusFile)),
  };
}

/** The failure of a run that may open neither kind of socket: it says what is missing and how to get it. */
export function permissionFailure(): Failure {
  const { groupId, pingGroupRange } = icmpPermission();
  const range = pingGroupRange === undefined ? 'which cannot be read' : `"${pingGroupRange}"`;
  const detail =
    `this process may not send ICMP: its group ${groupId} is outside net.ipv4.ping_group_range (${range}), ` +
    'and it lacks the capability CAP_NET_RAW; either will do. ' +
    `Host: sysctl -w net.ipv4.ping_group_range="0 2147483647". ` +
    'Docker: --sysctl net.ipv4.ping_group_range="0 2147483647". ' +
    'Kubernetes: securityContext.sysctls of the pod with that name and value. ' +
    'systemd: AmbientCapabilities=CAP_NET_RAW';
  return { phase: 'connect', reason: 'icmp.permission', blame: 'local', detail };
}

/** From the line `CapBnd:\t000001ffffffffff` of proc(5). */
function isInBoundingSet(status: string | undefined): boolean | undefined {
  const [, mask] = /^CapBnd:\s*([0-9a-f]+)$/mu.exec(status ?? '') ?? [];
  return mask === undefined ? undefined : ((BigInt(`0x${mask}`) >> capNetRaw) & 1n) === 1n;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
