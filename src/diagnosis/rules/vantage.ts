/** Verdicts about this vantage point itself: nothing is known about the target then. */
import type { Evidence, Finding, ServerAnswer } from '../evidence.ts';
import { isLoopback } from '../names/address-scope.ts';
import { failedFor, hasNoWayOut, isUnanswered } from './facts.ts';
import type { Rule } from './rule.ts';
import { listed, longSpan } from './words.ts';

/** Clocks that differ by less are none that a certificate would notice. */
const clockToleranceSeconds = 300;

export const vantageRules: readonly Rule[] = [
  {
    code: 'target_forbidden',
    blame: 'local',
    judge: ({ run }) =>
      run.failure?.phase === 'policy'
        ? `the target policy forbids this probe: ${run.failure.detail}`
        : undefined,
  },
  {
    code: 'configuration_unusable',
    blame: 'local',
    judge: ({ run }) =>
      failedFor(run, [
        'target.invalid',
        'local.options',
        'local.file',
        'local.source_address',
        'local.unavailable',
        'local.no_time',
        'icmp.ttl_exceeded',
        'icmp.too_big',
      ])
        ? `the probe cannot be made as it is configured: ${detailOf(run)}`
        : undefined,
  },
  {
    code: 'vantage_not_permitted',
    blame: 'local',
    judge: ({ run }) =>
      failedFor(run, ['icmp.permission', 'local.permission'])
        ? `this host does not permit the probe: ${detailOf(run)}`
        : undefined,
  },
  {
    code: 'vantage_exhausted',
    blame: 'local',
    judge: ({ run, vantage }) => {
      if (!failedFor(run, ['local.resources'])) return undefined;
      // Without an address of the family, that is what the kernel says of it.
      const isFamily = run.ip !== undefined && lacksFamilyOf(run.ip, vantage);
      return isFamily ? undefined : `this host has run out of something: ${detailOf(run)}`;
    },
  },
  { code: 'vantage_offline', blame: 'local', judge: offline },
  { code: 'vantage_clock_wrong', blame: 'local', judge: clockWrong },
  { code: 'vantage_lacks_family', blame: 'local', judge: lacksFamily },
];

function detailOf({ failure }: Finding): string {
  return failure?.detail ?? '';
}

function offline(evidence: Evidence): string | undefined {
  const { run, vantage, subject } = evidence;
  if (run.ok || subject.transport === 'unix' || subject.transport === 'none') return undefined;
  if (
    run.failure?.phase !== 'resolve' &&
    run.failure?.phase !== 'connect' &&
    !failedFor(run, ['icmp.no_reply'])
  )
    return undefined;
  if (subject.host !== undefined && isLoopback(subject.host)) return undefined;
  // Whoever was not asked cannot have been silent.
  if (vantage.outside === undefined || hasHeardSomebody(evidence)) return undefined;
  const gateways = vantage.gateways.flatMap(({ address }) => address ?? []);
  if (vantage.gateways.length === 0) return 'this vantage is offline: it has no default route';
  if (vantage.gateways.every(({ state }) => state === 'silent'))
    return `this vantage is offline: its gateway ${listed(gateways)} does not answer`;
  const beyond = gateways.length === 0 ? 'this host' : `its gateway ${listed(gateways)}`;
  return `this vantage is offline: nothing answers beyond ${beyond}`;
}

/** Whether any packet came back from beyond this host and its gateway. */
function hasHeardSomebody({ run, names, addresses, routes, vantage }: Evidence): boolean {
  const servers: readonly ServerAnswer[] = [
    ...(names?.resolvers ?? []),
    ...(names?.others ?? []),
    ...(names?.zones ?? []).flatMap(({ answers }) => answers),
    ...vantage.resolvers,
  ];
  // A server on this host answers whether or not the host is online; with an error, it is likely not.
  const heard = servers.some(
    (answer) => !isUnanswered(answer) && !(isLoopback(answer.server) && answer.kind === 'refusal'),
  );
  const met = addresses.some(
    ({ connection }) =>
      connection?.ok === true || failedFor(connection, ['tcp.refused', 'tcp.reset', 'tcp.closed']),
  );
  const gateways = vantage.gateways.flatMap(({ address }) => address ?? []);
  const passed = routes.some(({ hops }) =>
    hops.some(({ address }) => address !== undefined && !gateways.includes(address)),
  );
  return vantage.outside === true || heard || met || passed || run.certificate !== undefined;
}

function clockWrong({ run, http, startedAtMs }: Evidence): string | undefined {
  const certificate = run.certificate;
  const peerSeconds = http?.unjudged?.peerSeconds;
  if (!failedFor(run, ['tls.cert.date_invalid']) || certificate === undefined || peerSeconds === undefined)
    return undefined;
  const offSeconds = startedAtMs / 1000 - peerSeconds;
  if (Math.abs(offSeconds) < clockToleranceSeconds) return undefined;
  const { notBeforeSeconds, notAfterSeconds } = certificate;
  if (peerSeconds < notBeforeSeconds || peerSeconds > notAfterSeconds) return undefined;
  const direction = offSeconds > 0 ? 'ahead of' : 'behind';
  return (
    `the clock of this vantage is ${longSpan(Math.abs(offSeconds))} ${direction} the target's, ` +
    'by which the certificate is valid'
  );
}

function lacksFamilyOf(ip: string, { hasGlobalAddress }: Evidence['vantage']): boolean {
  return ip.includes(':') ? !hasGlobalAddress.ip6 : !hasGlobalAddress.ip4;
}

function lacksFamily({ run, addresses, vantage }: Evidence): string | undefined {
  if (run.ip === undefined || !hasNoWayOut(run) || !lacksFamilyOf(run.ip, vantage)) return undefined;
  const isIp6 = run.ip.includes(':');
  const hasOther = addresses.some(({ isOwn, family }) => isOwn && (family === 6) !== isIp6);
  const advice = hasOther ? `; set preferred_ip_protocol: ${isIp6 ? 'ip4' : 'ip6'}` : '';
  return `this vantage has no way out over ${isIp6 ? 'IPv6' : 'IPv4'}, and the probe goes to ${run.ip}${advice}`;
}
