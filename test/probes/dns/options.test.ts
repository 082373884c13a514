import { expect, test } from 'vitest';
import { dnsOptions } from '../../../probes/dns/options.ts';
import { probers } from '../../../probes/registry.ts';
import { formatIssue } from '../../../src/config/issue.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { dnsOptionsOf } from '../../helpers/dns-options.ts';

const noRules = {
  failIfMatches: [],
  failIfAllMatch: [],
  failIfNotMatches: [],
  failIfNoneMatches: [],
  strict: false,
};

const defaults = {
  preferredIpProtocol: '',
  ipProtocolFallback: true,
  queryName: '.',
  queryType: '',
  queryClass: '',
  recursionDesired: true,
  transportProtocol: '',
  dnsOverTls: false,
  tlsOptions: { serverName: '', insecureSkipVerify: false },
  sourceIpAddress: '',
  validRcodes: ['NOERROR'],
  answerRules: noRules,
  authorityRules: noRules,
  additionalRules: noRules,
  servers: [],
  path: '',
  method: '',
  failIfNotAuthenticated: false,
};

test('ask for the root name when the block is left out', () => {
  expect(dnsOptions.parse(undefined)).toEqual(defaults);
});

test('are the defaults of the reference with a name', () => {
  expect(dnsOptionsOf('{query_name: a, valid_rcodes: null, edns: null, validate_answer_rrs: null}')).toEqual({
    ...defaults,
    queryName: 'a',
  });
});

test('hold every key of the block under its own name', () => {
  const { answerRules, authorityRules, additionalRules, ...options } = dnsOptionsOf(`
    preferred_ip_protocol: ip4
    ip_protocol_fallback: false
    query_name: _dmarc.{{target}}
    query_type: NSAP-PTR
    query_class: CH
    transport_protocol: tcp
    dns_over_tls: true
    tls_config: {server_name: dns.test}
    source_ip_address: "::1"
    recursion_desired: false
    valid_rcodes: [NOERROR, NXDOMAIN]
    validate_answer_rrs:
      fail_if_matches_regexp: [a, null]
      fail_if_all_match_regexp: [b]
      fail_if_not_matches_regexp: [c, "["]
      fail_if_none_matches_regexp: [7200]
      strict: true
    validate_authority_rrs: {fail_if_matches_regexp: [d]}
    validate_additional_rrs: {fail_if_matches_regexp: [e]}
    servers: [ns1.test, ns2.test]
    path: /q
    method: GET
    edns: {dnssec_ok: true}
    fail_if_not_authenticated: true`);
  expect(options).toEqual({
    preferredIpProtocol: 'ip4',
    ipProtocolFallback: false,
    queryName: '_dmarc.{{target}}',
    queryType: 'NSAP-PTR',
    queryClass: 'CH',
    transportProtocol: 'tcp',
    dnsOverTls: true,
    tlsOptions: { serverName: 'dns.test', insecureSkipVerify: false },
    sourceIpAddress: '::1',
    recursionDesired: false,
    validRcodes: ['NOERROR', 'NXDOMAIN'],
    servers: ['ns1.test', 'ns2.test'],
    path: '/q',
    method: 'GET',
    edns: { dnssecOk: true, udpSizeBytes: 1232 },
    failIfNotAuthenticated: true,
  });
  expect(answerRules.strict).toBe(true);
  const lists = [
    answerRules.failIfMatches,
    answerRules.failIfAllMatch,
    answerRules.failIfNotMatches,
    answerRules.failIfNoneMatches,
    authorityRules.failIfMatches,
    additionalRules.failIfMatches,
  ];
  expect(lists.map((list) => list.map(({ source, compiled }) => `${source} ${compiled.ok}`))).toEqual([
    ['a true'],
    ['b true'],
    ['c true', '[ false'],
    ['7200 true'],
    ['d true'],
    ['e true'],
  ]);
});

test('take a single server as a list of one', () => {
  expect(dnsOptionsOf('{query_name: "{{target}}", server: 9.9.9.9}').servers).toEqual(['9.9.9.9']);
});

/** What the loader says of a module with this block: issues, or warnings when it loads. */
function remarks(block: string): { readonly ok: boolean; readonly said: readonly string[] } {
  const text = `modules:\n  m:\n    prober: dns\n    dns: ${block}\n`;
  const result = parseConfig({ text, fileName: 'f' }, probers);
  const said = (result.ok ? result.warnings : result.issues).map(formatIssue);
  return { ok: result.ok, said: said.map((line) => line.replace(/^f:[\d:]+ modules\.m\.dns\.?/u, '')) };
}

test.each([
  ['no name', '{}', 'query_name: is missing: the name to ask for'],
  ['an empty name', '{query_name: ""}', 'query_name: is missing: the name to ask for'],
  [
    'a type in lower case',
    '{query_name: a, query_type: a}',
    'query_type: must be a record type such as A, MX or TXT, not "a"',
  ],
  [
    'a type by number',
    '{query_name: a, query_type: TYPE257}',
    'query_type: must be a record type such as A, MX or TXT, not "TYPE257"',
  ],
  [
    'an unknown class',
    '{query_name: a, query_class: X}',
    'query_class: must be one of IN, CS, CH, HS, NONE, ANY, not "X"',
  ],
  ['an unknown method', '{query_name: a, method: PUT}', 'method: must be GET or POST, not "PUT"'],
  [
    'a path without a slash',
    '{query_name: a, path: dns}',
    'path: must be a path that begins with a slash, not "dns"',
  ],
  [
    'a size below 512',
    '{query_name: a, edns: {udp_size: 511}}',
    'edns.udp_size: must be between 512 and 65535',
  ],
  [
    'two ways to name servers',
    '{query_name: "{{target}}", server: a, servers: [b]}',
    'servers: server and servers exclude each other',
  ],
  [
    'a server twice',
    '{query_name: "{{target}}", servers: [a, a]}',
    'servers: must name servers, each of them once',
  ],
  ['no servers', '{query_name: "{{target}}", servers: []}', 'servers: must name servers, each of them once'],
  [
    'a placeholder without a server',
    '{query_name: "{{target}}"}',
    'query_name: {{target}} needs server or servers: without them the target is the server to ask',
  ],
  [
    'a server without a placeholder',
    '{query_name: a, server: b}',
    'server: a server needs {{target}} in query_name: else the target would mean nothing',
  ],
  [
    'an unknown key',
    '{query_name: a, valid_rcode: []}',
    'valid_rcode: unknown key, did you mean "valid_rcodes"?',
  ],
])('are refused with %s', (_name, block, issue) => {
  expect(remarks(block)).toEqual({ ok: false, said: [expect.stringContaining(issue)] });
});

test('may stand in a module of another prober, and are judged there, too', () => {
  const text = 'modules:\n  m:\n    prober: tcp\n    dns: {}\n';
  expect(parseConfig({ text, fileName: 'f' }, probers).ok).toBe(false);
});

test.each([
  [
    'what every probe accepts',
    '{query_name: a, transport_protocol: tcp, dns_over_tls: true, source_ip_address: "::1", valid_rcodes: [NOTIMPL]}',
    [],
  ],
  [
    'an unknown transport',
    '{query_name: a, transport_protocol: pigeon}',
    ['transport_protocol: fails every probe: it is none of udp, tcp, https'],
  ],
  [
    'TLS without TCP',
    '{query_name: a, dns_over_tls: true}',
    ['dns_over_tls: fails every probe: it needs transport_protocol: tcp'],
  ],
  [
    'a source that is no address',
    '{query_name: a, source_ip_address: eth0}',
    ['source_ip_address: fails every probe: it is no IP address'],
  ],
  [
    'an unknown code',
    '{query_name: a, valid_rcodes: [NOERROR, noerror]}',
    ['valid_rcodes: fails every probe: "noerror" is no response code'],
  ],
  [
    'no code at all',
    '{query_name: a, valid_rcodes: []}',
    ['valid_rcodes: fails every probe: an empty list allows no code'],
  ],
  [
    'TLS that is off',
    '{query_name: a, tls_config: {server_name: a}}',
    ['tls_config: has no effect without dns_over_tls: true or transport_protocol: https'],
  ],
  [
    'a family that is none',
    '{query_name: a, preferred_ip_protocol: ipv6}',
    ['preferred_ip_protocol: counts as ip4: it is neither ip4 nor ip6'],
  ],
  [
    'an expression that does not compile',
    '{query_name: a, validate_authority_rrs: {fail_if_all_match_regexp: [a, ":["]}}',
    [
      'validate_authority_rrs.fail_if_all_match_regexp: fails every probe that uses it: cannot compile ":[": error parsing regexp: missing closing ]: `[`',
    ],
  ],
])('load with %s, and a warning for what will fail', (_name, block, warnings) => {
  expect(remarks(block)).toEqual({ ok: true, said: warnings });
});
