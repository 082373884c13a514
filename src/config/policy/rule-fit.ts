import type { Destination, IpAddress } from '../../../probes/contract.ts';
import { contains, isSingle } from './address-range.ts';
import { embeddedAddresses } from './embedded-addresses.ts';
import { isMetadataAddress, isMetadataHost } from './metadata-services.ts';
import type { PolicyRule, RuleAddresses } from './policy-options.ts';
import { kindOfAddress } from './special-addresses.ts';

/** Whether a rule under allow that fits means the metadata service itself, not only a range or a pattern around it. */
export function namesMetadata(
  { hosts, addresses }: PolicyRule,
  name: string | undefined,
  address: IpAddress | undefined,
): boolean {
  if (name !== undefined && isMetadataHost(name) && (hosts ?? []).some(({ text }) => text === name))
    return true;
  if (addresses === undefined) return false;
  const { kinds, ranges } = addresses;
  if (kinds.has('metadata')) return true;
  return ranges.some((range) => isSingle(range) && (address === undefined || contains(range, address)));
}

/** A destination as far as it is known; without a name it is an address, without an address not yet looked up. */
export interface Asked {
  readonly to: Destination;
  readonly name?: string | undefined;
  readonly address?: IpAddress | undefined;
}

/** `maybe`: the address will tell. With `every form` an address is also what it carries within it. */
export function fit(
  rule: PolicyRule,
  { to, name, address }: Asked,
  forms?: 'every form',
): 'yes' | 'no' | 'maybe' {
  const { schemes, use, ports, hosts, paths, addresses } = rule;
  if (schemes !== undefined && !schemes.has(to.scheme)) return 'no';
  if (use !== undefined && !use.has(to.use ?? 'target')) return 'no';
  if (to.scheme === 'unix') {
    if (ports !== undefined || hosts !== undefined || addresses !== undefined) return 'no';
    return paths === undefined || paths.some((fits) => fits(to.host)) ? 'yes' : 'no';
  }
  if (paths !== undefined) return 'no';
  const { port } = to;
  if (ports !== undefined) {
    if (port === undefined || !ports.some(({ first, last }) => first <= port && port <= last)) return 'no';
  }
  if (hosts !== undefined) {
    if (name === undefined || !hosts.some(({ fits }) => fits(name))) return 'no';
  }
  if (addresses === undefined) return 'yes';
  if (address === undefined) return 'maybe';
  const candidates = forms === undefined ? [address] : [address, ...embeddedAddresses(address)];
  return candidates.some((candidate) => isAmong(addresses, candidate)) ? 'yes' : 'no';
}

function isAmong({ kinds, ranges }: RuleAddresses, address: IpAddress): boolean {
  if (kinds.has('metadata') && isMetadataAddress(address)) return true;
  if (kinds.size > 0 && kinds.has(kindOfAddress(address))) return true;
  return ranges.some((range) => contains(range, address));
}
