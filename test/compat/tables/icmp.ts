import { nowhere } from '../peers/stream.ts';
import type { Row, Table } from '../row.ts';

const phases =
  'icmp_duration_seconds{phase="resolve"}; icmp_duration_seconds{phase="setup"}; icmp_duration_seconds{phase="rtt"}';
const unanswered = 'success 0; icmp_duration_seconds{phase="rtt"} 0; no icmp_reply_hop_limit';
const unsent = `${unanswered}; icmp_duration_seconds{phase="resolve"} 0; icmp_duration_seconds{phase="setup"} 0`;

// biome-ignore format: a table of one line a row
const rows: readonly Row[] = [
  ['is answered over IPv4', '', nowhere('127.0.0.1'), `success 1; icmp_reply_hop_limit 64; ip_protocol 4; ip_addr_hash 3.668918509e+09; ${phases}`],
  ['is answered over IPv6', '', nowhere('::1'), `success 1; icmp_reply_hop_limit 64; ip_protocol 6; ip_addr_hash 1.751717746e+09; ${phases}`],
  ['goes to a name', 'preferred_ip_protocol: ip4', nowhere('localhost'), 'success 1; ip_protocol 4'],
  ['carries as much as the module says', 'payload_size: 1400', nowhere('127.0.0.1'), 'success 1'],
  ['does not carry more than a packet', 'payload_size: 70000', nowhere('127.0.0.1'), unanswered],
  ['may not be cut to pieces', 'dont_fragment: true', nowhere('127.0.0.1'), 'success 1'],
  ['has the hop limit of the module', 'ttl: 1', nowhere('127.0.0.1'), 'success 1'],
  ['has the hop limit of the system', 'ttl: 0', nowhere('127.0.0.1'), 'success 1'],
  ['comes from the source address', 'source_ip_address: 127.0.0.77', nowhere('127.0.0.1'), 'success 1'],
  ['does not come from what is no address', 'source_ip_address: nope', nowhere('127.0.0.1'), unanswered],
  ['does not go to brackets', '', nowhere('[::1]'), `${unsent}; ip_protocol 0`],
  ['does not go to a port', '', nowhere('127.0.0.1:7'), `${unsent}; ip_protocol 0`],
  ['does not go where there is no way', '', nowhere('192.0.2.1'), `${unanswered}; ip_protocol 4; ip_addr_hash 1.969986452e+09`],
  ['cannot carry less than nothing', 'payload_size: -1', nowhere('127.0.0.1'), unanswered],
];

/** What is told of echo requests. To be tried in a network of its own, which leads nowhere. */
export const icmp: readonly Table[] = [{ about: 'an echo request', prober: 'icmp', rows }];
