import { posix } from 'node:path';
import type { Destination, IpAddress, TargetPolicy } from '../../../probes/contract.ts';
import { isMetadataAddress, isMetadataHost, isSparedPort, metadataSentence } from './metadata-services.ts';
import type { PolicyOptions } from './policy-options.ts';
import { fit, namesMetadata } from './rule-fit.ts';
import { kindOfAddress } from './special-addresses.ts';
import { readHost, type WrittenHost } from './written-host.ts';

/** Names that mean this host everywhere, or where they mean anything (RFC 6761, section 6.3; /etc/hosts of Debian). */
const loopbackName = /^(?:(?:.*\.)?localhost|localhost\.localdomain|ip6-(?:localhost|loopback))$/u;

/**
 * Asks rules. Those under `deny` count first, then the denial of metadata services unless a rule under `allow` names
 * them, then the other rules under `allow`, then the preset.
 */
export class RuledPolicy implements TargetPolicy {
  readonly #options: PolicyOptions;

  constructor(options: PolicyOptions) {
    this.#options = options;
  }

  refuseHost(to: Destination): string | undefined {
    if (to.scheme === 'unix') return this.#refusePath(to);
    if (to.host === '') return undefined;
    const read = readHost(to.host);
    if (read.kind === 'odd') return this.#refuseOdd(to, read.address);
    return this.#refuse(to, read, read.kind === 'address' ? read.address : undefined);
  }

  refuseAddress(to: Destination, address: IpAddress): string | undefined {
    return this.#refuse(to, readHost(to.host), address);
  }

  dependsOnAddress(to: Destination): boolean {
    const { preset, allow, deny } = this.#options;
    const read = readHost(to.host);
    if (read.kind !== 'name') return false;
    const asked = { to, name: read.name };
    if (deny.some((rule) => fit(rule, asked) === 'maybe')) return true;
    if (allow.some((rule) => fit(rule, asked) === 'yes')) return false;
    return preset === 'public-only' || allow.some((rule) => fit(rule, asked) === 'maybe');
  }

  #refuse(to: Destination, read: WrittenHost, address: IpAddress | undefined): string | undefined {
    const { preset, allow, deny } = this.#options;
    const name = read.kind === 'name' ? read.name : undefined;
    const what = describe(name, address);
    const denied = deny.find((rule) => fit(rule, { to, name, address }, 'every form') === 'yes');
    if (denied !== undefined) return `${what} fits ${denied.name}`;
    const metadata =
      address !== undefined ? isMetadataAddress(address) : name !== undefined && isMetadataHost(name);
    if (metadata && !(preset === 'allow-all' && isSparedPort(to.port))) {
      const isNamed = allow.some(
        (rule) => fit(rule, { to, name, address }) !== 'no' && namesMetadata(rule, name, address),
      );
      if (!isNamed) return metadataSentence(what);
    }
    if (allow.some((rule) => fit(rule, { to, name, address }) !== 'no')) return undefined;
    switch (preset) {
      case 'allow-all':
        return undefined;
      case 'deny-all':
        return `${what} fits no rule under allow`;
      case 'public-only':
        return refuseUnlessPublic(name, address);
      default:
        return preset satisfies never;
    }
  }

  /** What is not written as addresses are can only mean to get past a rule: it is taken for the worst it may mean. */
  #refuseOdd(to: Destination, address: IpAddress | undefined): string | undefined {
    const { preset } = this.#options;
    if (preset !== 'allow-all') return 'the host is neither a name nor an address in its usual spelling';
    return address === undefined ? undefined : this.#refuse(to, { kind: 'address', address }, address);
  }

  #refusePath(to: Destination): string | undefined {
    const { preset, allow, deny } = this.#options;
    const isUsual = to.host === posix.normalize(to.host);
    if (!isUsual) return 'the path has a . or a .. or two slashes in it, which could lead around the rules';
    const denied = deny.find((rule) => fit(rule, { to }) === 'yes');
    if (denied !== undefined) return `the socket fits ${denied.name}`;
    if (allow.some((rule) => fit(rule, { to }) === 'yes')) return undefined;
    switch (preset) {
      case 'allow-all':
        return undefined;
      case 'deny-all':
        return 'the socket fits no rule under allow';
      case 'public-only':
        return 'a Unix domain socket is no public address';
      default:
        return preset satisfies never;
    }
  }
}

function refuseUnlessPublic(name: string | undefined, address: IpAddress | undefined): string | undefined {
  if (name !== undefined && loopbackName.test(name))
    return `${name} means this host, which is no public address`;
  if (address === undefined) return undefined;
  const kind = kindOfAddress(address);
  return kind === 'public' ? undefined : `${describe(name, address)} is no public address but ${kind}`;
}

/** The name with the address it was found to have. */
function describe(name: string | undefined, address: IpAddress | undefined): string {
  if (name === undefined) return address?.address ?? 'the host';
  return address === undefined ? name : `${name} (${address.address})`;
}
