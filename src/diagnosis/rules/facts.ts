/** What several rules want to know of the evidence. */

import type { FailureReason } from '../../../probes/failure.ts';
import type { AddressEvidence, Evidence, Finding, ServerAnswer } from '../evidence.ts';

/** Whether the run failed, and for one of these reasons. */
export function failedFor(finding: Finding | undefined, reasons: readonly FailureReason[]): boolean {
  return finding?.failure !== undefined && reasons.includes(finding.failure.reason);
}

/** The addresses that the probe may choose from and that a connection was tried with. */
export function triedAddresses({ addresses, vantage }: Evidence): readonly AddressEvidence[] {
  const tried = addresses.filter(({ isOwn, connection }) => isOwn && connection !== undefined);
  // That a host without IPv6 cannot reach an IPv6 address says nothing of the target.
  const lacks = (family: 4 | 6): boolean =>
    !(family === 4 ? vantage.hasGlobalAddress.ip4 : vantage.hasGlobalAddress.ip6);
  const judged = tried.filter(({ family, connection }) => !(lacks(family) && hasNoWayOut(connection)));
  return judged;
}

/** The addresses that the probe may choose from and that it was run at. */
export function runAddresses({ addresses }: Evidence): readonly AddressEvidence[] {
  return addresses.filter(({ isOwn, run }) => isOwn && run !== undefined);
}

const noWayOut: readonly FailureReason[] = ['tcp.address_unreachable', 'icmp.unreachable', 'local.resources'];

/** Whether this host itself had no way to the address. */
export function hasNoWayOut(finding: Finding | undefined): boolean {
  return failedFor(finding, noWayOut);
}

/** Servers' answers that have addresses. */
export function withAddresses(answers: readonly ServerAnswer[]): readonly ServerAnswer[] {
  return answers.filter(({ kind }) => kind === 'addresses');
}

/** Whether nothing came back: no answer in time, or no way there. */
export function isUnanswered({ kind }: Pick<ServerAnswer, 'kind'>): boolean {
  return kind === 'silence' || kind === 'unreachable';
}

/** What the zone of the name, or of what it is an alias of in the end, says. */
export function authoritative({ names }: Evidence): readonly ServerAnswer[] {
  return names?.zones.at(-1)?.answers ?? [];
}
