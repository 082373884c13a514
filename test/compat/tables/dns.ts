import { u16, u32, wireName, wireRecord, wireString } from '../../helpers/dns-wire.ts';
import { ifQuery, nameServer, refused, secureNameServer } from '../peers/dns.ts';
import { nobody, silence, stream } from '../peers/stream.ts';
import type { Row, Table } from '../row.ts';
import { identityFiles, leaf, leafOfOther } from './identities.ts';

const a = (host: number, ttlSeconds = 3600) =>
  wireRecord({ type: 'A', ttlSeconds, data: Buffer.of(127, 0, 0, host) });
const aaaa = wireRecord({ type: 'AAAA', data: Buffer.from(`${'00'.repeat(15)}01`, 'hex') });
const ns = wireRecord({ type: 'NS', data: wireName('ns', 'test') });
const chaos = wireRecord({ type: 'TXT', classNumber: 3, ttlSeconds: 0, data: wireString('golden') });
const soa = (serial: number) =>
  wireRecord({
    type: 'SOA',
    data: Buffer.concat([wireName('ns'), wireName('h'), u32(serial, 7200, 3600, 1209600, 300)]),
  });
const opt = (extendedCode = 0) =>
  wireRecord({ name: wireName(), type: 'OPT', ttlSeconds: extendedCode * 2 ** 24, data: Buffer.alloc(0) });

const one = nameServer({ answers: [a(1)] });
const servfail = nameServer({ flags: 0x81_82 });
const failed = 'success 0; dns_query_succeeded 1';
const unasked =
  'success 0; dns_query_succeeded 0; dns_answer_rrs 0; dns_authority_rrs 0; dns_additional_rrs 0; no dns_serial';
const rules = (section: string, lists: string): string => `validate_${section}_rrs: {${lists}}`;

// biome-ignore format: a table of one line a row
const replies: readonly Row[] = [
  ['tells all of a success', '', nameServer({ answers: [a(1), a(2)], authorities: [ns], additionals: [aaaa, opt()] }), 'success 1; dns_query_succeeded 1; dns_answer_rrs 2; dns_authority_rrs 1; dns_additional_rrs 2; ip_protocol 4; dns_lookup_time_seconds; dns_duration_seconds{phase="resolve"}; dns_duration_seconds{phase="connect"}; dns_duration_seconds{phase="request"}; no dns_serial'],
  ['comes over UDP, or not at all', '', stream(silence), `${unasked}; ip_protocol 4`],
  ['comes over TCP', 'transport_protocol: tcp', one, 'success 1; dns_answer_rrs 1'],
  ['takes no other transport', 'transport_protocol: pigeon', one, `${unasked}; no ip_; dns_duration_seconds{phase="resolve"} 0; dns_duration_seconds{phase="connect"} 0; dns_duration_seconds{phase="request"} 0`],
  ['fails where nobody listens on UDP', '', nobody, unasked],
  ['fails where nobody listens on TCP', 'transport_protocol: tcp', nobody, `${unasked}; dns_duration_seconds{phase="request"} 0`],
  ['comes over TLS', 'transport_protocol: tcp, dns_over_tls: true, preferred_ip_protocol: ip4, tls_config: {ca_file: $CA}', secureNameServer({ identity: leaf }, { answers: [a(1)] }), 'success 1; dns_answer_rrs 1'],
  ['does not come over TLS from somebody else', 'transport_protocol: tcp, dns_over_tls: true, preferred_ip_protocol: ip4, tls_config: {ca_file: $CA}', secureNameServer({ identity: leafOfOther }, {}), unasked],
  ['verifies server_name over TLS', 'transport_protocol: tcp, dns_over_tls: true, tls_config: {ca_file: $CA, server_name: other.test}', secureNameServer({ identity: leafOfOther }, {}, '127.0.0.1'), 'success 1'],
  ['does not come over TLS by UDP', 'dns_over_tls: true', one, unasked],
  ['comes to the source address', 'source_ip_address: 127.0.0.77', one, 'success 1'],
  ['fails for a source address that is none', 'source_ip_address: nope', one, unasked],
  ['fails beyond 512 bytes over UDP', '', nameServer({ answers: Array<Buffer>(40).fill(a(1)) }), unasked],
  ['has room for more over TCP', 'transport_protocol: tcp', nameServer({ answers: Array<Buffer>(40).fill(a(1)) }), 'success 1; dns_answer_rrs 40'],
  ['counts though it is truncated', '', nameServer({ flags: 0x83_80, answers: [a(1)] }), 'success 1; dns_answer_rrs 1'],
  ['fails for another id over TCP', 'transport_protocol: tcp', nameServer((query) => ({ id: query.readUInt16BE(0) ^ 1 })), unasked],
];

// biome-ignore format: a table of one line a row
const queries: readonly Row[] = [
  ['is the name and type of the module, for recursion, and nothing more', 'query_name: wWw.test, query_type: MX', nameServer(ifQuery(u16(0x01_00, 1, 0, 0, 0), Buffer.concat([wireName('wWw', 'test'), u16(15, 1)]))), 'success 1'],
  ['takes a name with its last dot', 'query_name: www.test., query_type: A', nameServer(ifQuery(u16(0x01_00, 1, 0, 0, 0), Buffer.concat([wireName('www', 'test'), u16(1, 1)]))), 'success 1'],
  ['asks for any type by default', 'query_name: www.test', nameServer(ifQuery(u16(0x01_00, 1, 0, 0, 0), Buffer.concat([wireName('www', 'test'), u16(255, 1)]))), 'success 1'],
  ['asks in another class', 'query_name: www.test, query_type: A, query_class: CH', nameServer(ifQuery(u16(0x01_00, 1, 0, 0, 0), Buffer.concat([wireName('www', 'test'), u16(1, 3)]))), 'success 1'],
  ['does without recursion, and is refused', 'query_name: www.test, recursion_desired: false', nameServer((query) => ((query.readUInt16BE(2) & 0x01_00) === 0 ? { flags: refused } : {})), 'success 0; dns_query_succeeded 1; dns_answer_rrs 0'],
  ['sends names in UTF-8 as they are', 'query_name: ü.test, query_type: A', nameServer(ifQuery(u16(0x01_00, 1, 0, 0, 0), Buffer.concat([wireName('\xc3\xbc', 'test'), u16(1, 1)]))), 'success 1'],
  ['does not send a label that is too long', `query_name: ${'x'.repeat(64)}.test`, nameServer({}), unasked],
  ['does not send an empty label', 'query_name: a..test', nameServer({}), unasked],
];

// biome-ignore format: a table of one line a row
const unnamed: readonly Row[] = [
  ['asks for all of the root', '', nameServer(ifQuery(u16(0x01_00, 1, 0, 0, 0), Buffer.concat([wireName(), u16(255, 1)]))), 'success 1'],
];

// biome-ignore format: a table of one line a row
const codes: readonly Row[] = [
  ['is NOERROR by default', '', nameServer({ flags: 0x81_83 }), failed],
  ['is not NOERROR where others are listed', 'valid_rcodes: [SERVFAIL, NXDOMAIN]', one, failed],
  ['is any of the list', 'valid_rcodes: [SERVFAIL, NXDOMAIN]', servfail, 'success 1; dns_query_succeeded 1'],
  ['is never one of an empty list', 'valid_rcodes: []', one, failed],
  ['is not known in lower case', 'valid_rcodes: [noerror]', one, failed],
  ['is not known by any name', 'valid_rcodes: [NOERROR, NOSUCH]', one, failed],
  ['is known by its older name', 'valid_rcodes: [NOTIMPL]', nameServer({ flags: 0x81_84 }), 'success 1'],
  ['has the bits of the OPT record', 'valid_rcodes: [BADSIG]', nameServer({ additionals: [opt(1)] }), 'success 1'],
];

// biome-ignore format: a table of one line a row
const records: readonly Row[] = [
  ['may not match', rules('answer', "fail_if_matches_regexp: ['.*7200.*']"), nameServer({ answers: [a(1), a(2, 7200)] }), failed],
  ['may match nothing that is forbidden', rules('answer', "fail_if_matches_regexp: ['.*7200.*'], fail_if_not_matches_regexp: ['.*3600.*']"), nameServer({ answers: [a(1), a(2)] }), 'success 1'],
  ['may not match what is demanded and forbidden', rules('answer', "fail_if_matches_regexp: ['.*3600.*'], fail_if_not_matches_regexp: ['.*3600.*']"), one, failed],
  ['has to match each of the patterns', rules('answer', "fail_if_not_matches_regexp: ['.*3600.*', '.*7200.*']"), one, failed],
  ['has to be there to match', rules('additional', "fail_if_not_matches_regexp: ['.*127.*']"), one, failed],
  ['has to match in one of them', rules('answer', 'fail_if_none_matches_regexp: ["127.0.0.3$", "127.0.0.2$"]'), nameServer({ answers: [a(1), a(2)] }), 'success 1'],
  ['fails when none of them matches', rules('authority', "fail_if_none_matches_regexp: ['.*127.0.0.3.*']"), nameServer({ authorities: [ns] }), failed],
  ['has to be there for one of them to match', rules('authority', "fail_if_none_matches_regexp: ['.*']"), one, failed],
  ['fails by the inverted rule when one does not match', rules('additional', "fail_if_all_match_regexp: ['.*127.0.0.*']"), nameServer({ additionals: [a(1), aaaa] }), failed],
  ['passes the inverted rule when all match', rules('additional', "fail_if_all_match_regexp: ['.*127.0.0.*']"), nameServer({ additionals: [a(1), a(2)] }), 'success 1'],
  ['passes the inverted rule when there is none', rules('additional', "fail_if_all_match_regexp: ['.*']"), one, 'success 1'],
  ['is judged with tabs between its fields', rules('answer', "fail_if_not_matches_regexp: ['^www\\.test\\.\\t3600\\tIN\\tA\\t127\\.0\\.0\\.1$']"), one, 'success 1'],
  ['is judged with its class', rules('answer', "fail_if_not_matches_regexp: ['CH'], fail_if_matches_regexp: ['IN']"), nameServer({ answers: [chaos] }), 'success 1'],
  ['fails by a pattern that does not compile', rules('answer', "fail_if_matches_regexp: [':[']"), one, failed],
  ['does not meet a pattern that does not compile where there is none', rules('authority', "fail_if_matches_regexp: [':[']"), one, 'success 1'],
  ['is judged after the code', `valid_rcodes: [SERVFAIL], ${rules('answer', 'fail_if_matches_regexp: [A]')}`, one, failed],
];

// biome-ignore format: a table of one line a row
const zones: readonly Row[] = [
  ['has a serial number', '', nameServer({ answers: [soa(1000)] }), 'success 1; dns_serial 1000'],
  ['has the last of several', '', nameServer({ answers: [soa(7), soa(4294967295)] }), 'dns_serial 4.294967295e+09'],
  ['has 0 without an answer', '', nameServer({ authorities: [soa(5)] }), 'success 1; dns_serial 0'],
  ['has one though the code is wrong', '', nameServer({ flags: refused, answers: [soa(3)] }), 'success 0; dns_serial 3'],
];

const address = 'query_name: www.test, query_type: A';

/** What is told of name servers. */
export const dns: readonly Table[] = [
  { about: 'a DNS reply', prober: 'dns', defaults: address, files: identityFiles, rows: replies },
  { about: 'a DNS query', prober: 'dns', rows: queries },
  { about: 'a DNS module without a block', prober: 'dns', rows: unnamed },
  { about: 'the code of a DNS reply', prober: 'dns', defaults: address, rows: codes },
  { about: 'a DNS record', prober: 'dns', defaults: address, rows: records },
  { about: 'a DNS zone', prober: 'dns', defaults: 'query_name: www.test, query_type: SOA', rows: zones },
];
