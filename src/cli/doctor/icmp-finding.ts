import { openEitherKind } from '../../../probes/icmp/echo-socket.ts';
import { type IcmpPermission, icmpPermission, icmpRemedies } from '../../../probes/icmp/permission.ts';
import { systemCalls } from '../../../probes/icmp/system-calls.ts';
import type { Finding } from './finding.ts';

const kindNames = { datagram: 'unprivileged datagram sockets', raw: 'raw sockets (CAP_NET_RAW)' } as const;

/** Whether this process can send ICMP echo requests of a family, found out by opening a socket for it. */
export function icmpFinding(family: 4 | 6): Finding {
  const subject = `ICMP over IPv${family}`;
  const system = systemCalls();
  if (!system.ok) return { subject, verdict: 'problem', found: system.failure.detail, remedies: [] };
  const opened = openEitherKind(family, system.calls);
  if (opened.ok) {
    using socket = opened.socket;
    return { subject, verdict: 'ok', found: `works over ${kindNames[socket.type.kind]}`, remedies: [] };
  }
  const { reason, detail } = opened.failure;
  if (reason !== 'icmp.permission') return { subject, verdict: 'problem', found: detail, remedies: [] };
  return {
    subject,
    verdict: 'problem',
    found: `not permitted: ${whatIsMissing(icmpPermission())}. Either will do`,
    remedies: icmpRemedies.map(({ where, line }) => `${where}: ${line}`),
  };
}

function whatIsMissing({ groupId, pingGroupRange, mayGainNetRaw }: IcmpPermission): string {
  const range = pingGroupRange === undefined ? 'unreadable' : `"${pingGroupRange}"`;
  const bound =
    mayGainNetRaw === false ? ', which the bounding set of this container does not even allow' : '';
  return (
    `the sysctl net.ipv4.ping_group_range is ${range} and leaves out the group ${groupId} of this process, ` +
    `and the process lacks the capability CAP_NET_RAW${bound}`
  );
}
