import type { AddressEvidence, IpAddress, MetricFamily } from '../contract.ts';
import { ipBytes } from './ip-literal.ts';
import { secondsOf } from './seconds.ts';

/** The families every prober that chooses an address has: 0 for what an unsuccessful lookup did not give. */
export function addressFamilies({ lookupMs, chosen }: AddressEvidence): readonly MetricFamily[] {
  return [
    gauge('probe_ip_protocol', 'IP protocol of the probed address, 4 or 6.', chosen?.family ?? 0),
    gauge(
      'probe_ip_addr_hash',
      'Hash of the probed IP address: it changes when the address does.',
      chosen === undefined ? 0 : addressHash(chosen),
    ),
    gauge(
      'probe_dns_lookup_time_seconds',
      'Time the lookup of the address took, in seconds.',
      secondsOf(lookupMs),
    ),
  ];
}

/** The 32-bit FNV-1a hash of an address's 4 or 16 bytes. */
export function addressHash(address: IpAddress): number {
  let hash = 0x81_1c_9d_c5;
  for (const byte of ipBytes(address)) {
    hash = Math.imul(hash ^ byte, 0x01_00_01_93);
  }
  return hash >>> 0;
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return { name, help, type: 'gauge', samples: [{ value }] };
}
