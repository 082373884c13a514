import type { Override } from '../contract.ts';
import type { AddressOptions } from './address-options.ts';

/** The key `preferred_ip_protocol`, by which a request chooses between IPv4 and IPv6. */
export function familyOverride<Options extends AddressOptions>(): readonly [string, Override<Options>] {
  return [
    'preferred_ip_protocol',
    {
      in: (options, value) =>
        value === 'ip4' || value === 'ip6'
          ? { ok: true, options: { ...options, preferredIpProtocol: value } }
          : { ok: false, problem: 'must be ip4 or ip6' },
    },
  ];
}
