import { readFileSync } from 'node:fs';
import type { Failure } from '../failure.ts';

const rangeFile = '/proc/sys/net/ipv4/ping_group_range';

/** The failure of a run that may open neither kind of socket: it says what is missing and how to get it. */
export function permissionFailure(): Failure {
  const gid = process.getegid?.() ?? 0;
  const detail =
    `this process may not send ICMP: its group ${gid} is outside net.ipv4.ping_group_range (${groupRange()}), ` +
    'and it lacks the capability CAP_NET_RAW; either will do. ' +
    `Host: sysctl -w net.ipv4.ping_group_range="0 2147483647". ` +
    'Docker: --sysctl net.ipv4.ping_group_range="0 2147483647". ' +
    'Kubernetes: securityContext.sysctls of the pod with that name and value. ' +
    'systemd: AmbientCapabilities=CAP_NET_RAW';
  return { phase: 'connect', reason: 'icmp.permission', blame: 'local', detail };
}

function groupRange(): string {
  try {
    return `"${readFileSync(rangeFile, 'utf8').trim().replaceAll(/\s+/gu, ' ')}"`;
  } catch {
    return 'which cannot be read';
  }
}
