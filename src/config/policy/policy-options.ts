import type { DestinationUse } from '../../../probes/destination.ts';
import type { AddressRange } from './address-range.ts';
import type { HostPattern } from './host-pattern.ts';
import type { AddressKind } from './special-addresses.ts';

/** What holds where no rule does. */
export const presets = ['allow-all', 'public-only', 'deny-all'] as const;
export type PolicyPreset = (typeof presets)[number];

/** A set of destinations: those that fit every key that is there. */
export interface PolicyRule {
  /** As the rule is called in explanations: `deny[0]`. */
  readonly name: string;
  readonly hosts?: readonly RuleHost[] | undefined;
  /** Paths of Unix domain sockets. */
  readonly paths?: readonly ((path: string) => boolean)[] | undefined;
  readonly addresses?: RuleAddresses | undefined;
  readonly ports?: readonly PortRange[] | undefined;
  readonly schemes?: ReadonlySet<string> | undefined;
  readonly use?: ReadonlySet<DestinationUse> | undefined;
}

export interface RuleHost {
  /** As written, lower case. */
  readonly text: string;
  readonly fits: HostPattern;
}

export interface RuleAddresses {
  readonly kinds: ReadonlySet<AddressKind>;
  readonly ranges: readonly AddressRange[];
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** The block `target_policy`. */
export interface PolicyOptions {
  readonly preset: PolicyPreset;
  readonly allow: readonly PolicyRule[];
  readonly deny: readonly PolicyRule[];
}
