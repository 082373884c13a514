import {
  hearing,
  mail,
  nobody,
  nowhere,
  parting,
  resetting,
  saying,
  secure,
  silence,
  stream,
} from '../peers/stream.ts';
import type { Row, Table } from '../row.ts';
import {
  ends,
  identityFiles,
  leaf,
  leafInfo,
  leafOfAddress,
  leafOfOther,
  renewed,
  root,
} from './identities.ts';

const dialogue = (...steps: readonly string[]): string =>
  `query_response: [${steps.map((step) => `{${step}}`).join(', ')}]`;
const met = 'success 1; failed_due_to_regex 0; failed_due_to_bytes 0';
const unmet = 'success 0; failed_due_to_regex 0; failed_due_to_bytes 0';
const unconnected = 'success 0; no failed_due_to; no expect_info; no ssl_; no tls_version_info';
const ssh = "expect: '^SSH-2.0-([^ -]+)(?: (.*))?$'";

// biome-ignore format: a table of one line a row
const connections: readonly Row[] = [
  ['is enough', '', stream(silence), `${met}; ip_protocol 4; ip_addr_hash 3.668918509e+09; no expect_info; no ssl_; no tls_`],
  ['fails where nobody listens', '', nobody, `${unconnected}; ip_protocol 4`],
  ['fails without a port, before anything else', '', nowhere('127.0.0.1'), `${unconnected}; duration_seconds; timeout_seconds; no ip_; no dns_`],
  ['fails for a URL in the same way', '', stream(silence, 'tcp://HOST'), `${unconnected}; no ip_; no dns_`],
  ['fails without a host', '', nowhere(':0'), `${unconnected}; ip_protocol 0; ip_addr_hash 0`],
  ['fails for port 0', '', nowhere('127.0.0.1:0'), unconnected],
  ['fails for a port out of range', '', nowhere('127.0.0.1:99999'), `${unconnected}; ip_protocol 4`],
  ['takes zeros before the port', '', stream(silence, '127.0.0.1:00PORT'), met],
  ['comes from the source address', 'source_ip_address: 127.0.0.77', stream(silence), met],
  ['fails for a source address that is none', 'source_ip_address: nope', stream(silence), `${unconnected}; ip_protocol 4`],
  ['fails for a source address of the other family', "source_ip_address: '::1'", stream(silence), unconnected],
];

// biome-ignore format: a table of one line a row
const steps: readonly Row[] = [
  ['finds a line', dialogue('expect: ^220'), stream(saying('220 ready\r\n')), met],
  ['passes over lines that do not match', dialogue('send: NICK probe', 'send: USER probe', 'expect: "^:[^ ]+ 001"'), stream(saying(':irc NOTICE hello\r\n:irc 001 welcome\r\n')), met],
  ['fails when the connection ends without a match', dialogue('expect: "^:[^ ]+ 001"'), stream(parting(':irc NOTICE hello\r\nERROR\r\n')), 'success 0; failed_due_to_regex 1; failed_due_to_bytes 0'],
  ['sees lines without their ends', dialogue("expect: '^220 ready$'"), stream(saying('220 ready\r\n')), met],
  ['takes what comes before the end for a line', dialogue("expect: '^220 ready$'"), stream(parting('220 ready')), met],
  ['goes on behind the line that matched', dialogue('expect: ^a$', 'expect: ^b$'), stream(saying('a\nb\n')), met],
  ['does not go back', dialogue('expect: ^b$', 'expect: ^a$'), stream(parting('a\nb\n')), 'success 0; failed_due_to_regex 1'],
  ['matches anything with an empty pattern', dialogue("expect: ''"), stream(saying('x\n')), met],
  ['does not count a reset as a mismatch', dialogue('send: hello', 'expect: ^220'), stream(resetting), unmet],
  ['does not count a line without end as a mismatch', dialogue('expect: ^220'), stream(saying(`${'x'.repeat(70_000)}\n220\n`)), unmet],
  ['sends a line feed behind the text', dialogue('send: hello', 'expect: good'), stream(hearing('hello\n')), met],
  ['sends bytes with a line feed, too', dialogue('send: !!binary AAAACATSFi8=', 'expect: good'), stream(hearing('\0\0\0\b\x04\xd2\x16/\n')), met],
  ['sends what was found', dialogue(`${ssh}, send: 'CONFIRM \${1}'`, 'expect: good'), stream(hearing('CONFIRM OpenSSH_6.9p1\n', 'SSH-2.0-OpenSSH_6.9p1 Ubuntu\r\n')), met],
  ['sends nothing found as nothing', dialogue(`${ssh}, send: '<$2>$$\${x}$1x'`, 'expect: good'), stream(hearing('<>$\n', 'SSH-2.0-OpenSSH_6.9p1\r\n')), met],
  ['sends a dollar as it is without a pattern', dialogue("send: '${1} $$'", 'expect: good'), stream(hearing('${1} $$\n')), met],
  ['shows what was found as labels', dialogue(`${ssh}, labels: [{name: ssh_version, value: '\${1}'}, {name: ssh_comments, value: 'got \${2} here'}]`), stream(saying('SSH-2.0-OpenSSH_6.9p1 Ubuntu 1\r\n')), `${met}; expect_info{ssh_comments="got Ubuntu 1 here",ssh_version="OpenSSH_6.9p1"} 1`],
  ['shows several groups in one label', dialogue("expect: '(.*) (.*)', labels: [{name: a, value: '${1} on ${2}'}]"), stream(saying('v1 linux\n')), `${met}; expect_info{a="v1 on linux"} 1`],
  ['shows bytes that are no text as U+FFFD', dialogue("expect: 'a(.*)', labels: [{name: a, value: $1}]"), stream(saying(Buffer.from('a\xff\n', 'latin1'))), `${met}; expect_info{a="\ufffd"} 1`],
  ['shows no labels as such', dialogue('expect: a, labels: []'), stream(saying('a\n')), `${met}; expect_info 1`],
  ['shows no labels where the pattern was not found', dialogue('expect: a, labels: [{name: a, value: b}]'), stream(parting('x\n')), 'success 0; failed_due_to_regex 1; no expect_info'],
  ['finds bytes', dialogue('send: PING', 'expect_bytes: PONG'), stream(saying('PONG')), met],
  ['fails for other bytes', dialogue('expect_bytes: PONG'), stream(saying('PING')), 'success 0; failed_due_to_regex 0; failed_due_to_bytes 1'],
  ['does not wait for the second half of the bytes', dialogue('expect_bytes: PONG'), stream(saying('PO')), unmet],
  ['does not count an end as other bytes', dialogue('expect_bytes: PONG'), stream(parting('')), unmet],
  ['loses the bytes behind a line', dialogue('expect: ^a$', 'expect_bytes: PONG'), stream(parting('a\nPONG')), unmet],
];

// biome-ignore format: a table of one line a row
const mistakes: readonly Row[] = [
  ['fails the run by a second step with labels', dialogue('expect: a, labels: [{name: a, value: x}]', 'expect: b, labels: [{name: b, value: x}]'), stream(saying('a\nb\n')), 'success 0'],
  ['fails the run by two labels of one name', dialogue('expect: a, labels: [{name: a, value: x}, {name: a, value: y}]'), stream(saying('a\n')), 'success 0; no expect_info'],
  ['fails the run by a label whose name is reserved', dialogue('expect: a, labels: [{name: __a, value: x}]'), stream(saying('a\n')), 'success 0; no expect_info'],
  ['fails the run by starting TLS within TLS', `tls: true, tls_config: {ca_file: $CA}, ${dialogue('starttls: true')}`, secure({ identity: leaf }), 'success 0'],
];

const smtp = dialogue(
  'expect: ^220',
  'send: "EHLO probe\\r"',
  'expect: "^250[- ]starttls"',
  'send: "STARTTLS\\r"',
  'expect: ^220',
  'starttls: true',
  'expect: ^250 secure',
);
const tls = 'tls: true, tls_config: {ca_file: $CA}';

// biome-ignore format: a table of one line a row
const encrypted: readonly Row[] = [
  ['tells all of a success but the cipher suite', tls, secure({ identity: leaf }), `${met}; ssl_earliest_cert_expiry ${ends.leaf.shown}; ssl_last_chain_expiry_timestamp_seconds ${ends.leaf.shown}; tls_version_info{version="TLS 1.3"} 1; no tls_cipher_info`],
  ["describes the peer's own certificate", tls, secure({ identity: leaf }), leafInfo],
  ['tells TLS 1.2', tls, secure({ identity: leaf, maxVersion: 'TLSv1.2' }), 'tls_version_info{version="TLS 1.2"} 1'],
  ['does not take a name for an address', tls, secure({ identity: leaf }, '127.0.0.1'), unconnected],
  ['verifies server_name in its place', 'tls: true, tls_config: {ca_file: $CA, server_name: localhost}', secure({ identity: leaf }, '127.0.0.1'), met],
  ['verifies the hostname parameter in its place', tls, secure({ identity: leaf }, '127.0.0.1'), met, { hostname: 'localhost' }],
  ['prefers server_name to the hostname parameter', 'tls: true, tls_config: {ca_file: $CA, server_name: other.test}', secure({ identity: leafOfOther }), met, { hostname: 'localhost' }],
  ['verifies an address', tls, secure({ identity: leafOfAddress }, '127.0.0.1'), met],
  ['takes the earliest expiry of all that is sent, and the latest of the chains', 'tls: true, tls_config: {ca_file: $CAS}', secure(renewed), `ssl_earliest_cert_expiry ${ends.rootOfOld.shown}; ssl_last_chain_expiry_timestamp_seconds ${ends.leaf.shown}`],
  ['has no chain where it does not verify', 'tls: true, tls_config: {insecure_skip_verify: true}', secure({ identity: leafOfOther }), `${met}; ssl_last_chain_expiry_timestamp_seconds -6.21355968e+10`],
  ['fails where the peer speaks plain text', tls, stream(saying('220 ready\r\n')), unconnected],
  ['does not see that the peer of TLS 1.3 wants a certificate', tls, secure({ identity: leaf, clientCa: root, minVersion: 'TLSv1.3' }), 'success 1'],
  ['fails where the peer of TLS 1.2 wants a certificate', tls, secure({ identity: leaf, clientCa: root, maxVersion: 'TLSv1.2' }), unconnected],
  ['shows a certificate of its own', 'tls: true, tls_config: {ca_file: $CA, cert_file: $CERT, key_file: $KEY}', secure({ identity: leaf, clientCa: root, maxVersion: 'TLSv1.2' }), met],
  ['fails for an authority that is not there', 'tls: true, tls_config: {ca_file: /nonexistent}', secure({ identity: leaf }), unconnected],
  ['holds a dialogue', `${tls}, ${dialogue('expect: ^220')}`, secure({ identity: leaf }, 'localhost', saying('220 ready\r\n')), met],
  ['starts in the middle of a dialogue', `tls_config: {ca_file: $CA, server_name: localhost}, ${smtp}`, stream(mail(leaf)), `${met}; ssl_earliest_cert_expiry ${ends.leaf.shown}; tls_version_info{version="TLS 1.3"} 1`],
  ['verifies the host when it starts in the middle', `tls_config: {ca_file: $CA}, ${smtp}`, stream(mail(leafOfOther)), `${unmet}; no ssl_; no tls_version_info`],
];

/** What is told of servers of TCP. */
export const tcp: readonly Table[] = [
  { about: 'a TCP connection', prober: 'tcp', rows: connections },
  { about: 'a dialogue over TCP', prober: 'tcp', rows: steps },
  {
    about: 'a mistake in a module of TCP',
    prober: 'tcp',
    files: identityFiles,
    defaults: 'preferred_ip_protocol: ip4',
    rows: mistakes,
  },
  {
    about: 'a TCP connection with TLS',
    prober: 'tcp',
    files: identityFiles,
    defaults: 'preferred_ip_protocol: ip4',
    rows: encrypted,
  },
];
