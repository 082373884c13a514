/** Verdicts about what works only in part, and that all works. */
import type { AddressEvidence, Evidence } from '../evidence.ts';
import { failedFor, runAddresses, triedAddresses } from './facts.ts';
import type { Rule } from './rule.ts';
import { addressWords, listed, someOf, span } from './words.ts';

/** A lookup that takes as long is felt by everybody. */
const slowLookupMs = 1000;

export const partialRules: readonly Rule[] = [
  { code: 'ipv6_broken', blame: 'target', judge: (evidence) => familyBroken(evidence, 6) },
  { code: 'ipv4_broken', blame: 'target', judge: (evidence) => familyBroken(evidence, 4) },
  {
    code: 'some_addresses_refuse',
    blame: 'target',
    judge: (evidence) => {
      const { closed, all } = split(evidence);
      if (closed.length === 0 || closed.length === all.length || !closed.every(isRefused)) return undefined;
      const { length } = closed;
      return `${someOf(length, all.length, addressWords)} ${length === 1 ? 'refuses' : 'refuse'}: ${addressesOf(closed)}`;
    },
  },
  {
    code: 'some_addresses_silent',
    blame: 'target',
    judge: (evidence) => {
      const { closed, all } = split(evidence);
      if (closed.length === 0 || closed.length === all.length) return undefined;
      const { length } = closed;
      return `${someOf(length, all.length, addressWords)} cannot be connected to: ${addressesOf(closed)}`;
    },
  },
  {
    code: 'some_addresses_fail',
    blame: 'target',
    judge: (evidence) => {
      const run = runAddresses(evidence);
      const failing = run.filter((address) => address.run?.ok === false);
      if (failing.length === 0 || failing.length === run.length) return undefined;
      const [first] = failing;
      const detail = first?.run?.failure?.detail ?? '';
      return `${someOf(failing.length, run.length, addressWords)} ${failing.length === 1 ? 'fails' : 'fail'}: ${addressesOf(failing)}: ${detail}`;
    },
  },
  {
    code: 'dns_slow',
    blame: 'resolver',
    judge: ({ names, run }) => {
      if (names?.own.kind !== 'addresses' || names.own.durationMs < slowLookupMs) return undefined;
      if (!run.ok && !failedFor(run, ['dns.timed_out'])) return undefined;
      const what = run.ok ? 'all else is well' : `the module waits ${span(run.timeoutMs)}`;
      return `it takes ${span(names.own.durationMs)} to look ${names.name} up, and ${what}`;
    },
  },
  {
    code: 'recovered',
    blame: 'nobody',
    judge: ({ run, reported }) =>
      run.ok && reported !== undefined
        ? `the probe succeeds again; it had failed with ${reported.reason}: ${reported.detail}`
        : undefined,
  },
  {
    code: 'healthy',
    blame: 'nobody',
    judge: (evidence) => {
      const { run } = evidence;
      if (!run.ok) return undefined;
      const { length } = triedAddresses(evidence);
      const where = length > 1 ? `, as at each of its ${length} addresses` : '';
      return `the probe succeeds in ${span(run.durationMs)}${where}`;
    },
  },
  {
    code: 'intermittent',
    blame: 'nobody',
    judge: (evidence) => {
      const { run } = evidence;
      const tried = runAddresses(evidence);
      if (run.ok || tried.length === 0 || !tried.every((address) => address.run?.ok === true))
        return undefined;
      return `the probe failed, and succeeded a moment later: ${run.failure?.detail ?? ''}`;
    },
  },
];

function split(evidence: Evidence): {
  readonly all: readonly AddressEvidence[];
  readonly closed: readonly AddressEvidence[];
} {
  const all = triedAddresses(evidence);
  return { all, closed: all.filter(({ connection }) => connection?.ok === false) };
}

function isRefused({ connection }: AddressEvidence): boolean {
  return failedFor(connection, ['tcp.refused']);
}

function familyBroken(evidence: Evidence, family: 4 | 6): string | undefined {
  const { all, closed } = split(evidence);
  const ofFamily = all.filter((address) => address.family === family);
  const others = all.filter((address) => address.family !== family);
  const isBroken = ofFamily.length > 0 && ofFamily.every((address) => closed.includes(address));
  const works = others.length > 0 && !others.some((address) => closed.includes(address));
  if (!isBroken || !works) return undefined;
  const detail = ofFamily[0]?.connection?.failure?.detail ?? '';
  const [broken, working] = family === 6 ? ['IPv6', 'IPv4'] : ['IPv4', 'IPv6'];
  return `${broken} is broken while ${working} works: ${addressesOf(ofFamily)}: ${detail}`;
}

function addressesOf(addresses: readonly AddressEvidence[]): string {
  return listed(addresses.map(({ address }) => address));
}
