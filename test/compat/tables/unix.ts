import { mail, nowhere, parting, saying, secured, silence, unix } from '../peers/stream.ts';
import type { Row, Table } from '../row.ts';
import { ends, identityFiles, leaf } from './identities.ts';

const met = 'success 1; failed_due_to_regex 0; failed_due_to_bytes 0';
const unconnected = 'success 0; no failed_due_to; no ip_; no dns_; no ssl_; no tls_version_info';
const trust = 'tls_config: {ca_file: $CA, server_name: localhost}';
const smtp =
  'query_response: [{expect: ^220}, {send: "EHLO probe\\r"}, {expect: "^250[- ]starttls"}, {send: "STARTTLS\\r"}, {expect: ^220}, {starttls: true}, {expect: secure}]';

// biome-ignore format: a table of one line a row
const rows: readonly Row[] = [
  ['is enough, and resolves nothing', '', unix(silence), `${met}; duration_seconds; timeout_seconds; no ip_; no dns_; no expect_info; no ssl_; no tls_`],
  ['fails where there is no file', '', nowhere('/nonexistent/socket'), unconnected],
  ['takes a URL for a path', '', unix(silence, 'unix://PATH'), unconnected],
  ['holds a dialogue', "query_response: [{expect: '^220 (.*)', labels: [{name: a, value: $1}]}]", unix(saying('220 db\n')), `${met}; expect_info{a="db"} 1`],
  ['fails when the dialogue ends too early', 'query_response: [{expect: ^220}]', unix(parting('554\n')), 'success 0; failed_due_to_regex 1; failed_due_to_bytes 0'],
  ['speaks TLS', `tls: true, ${trust}`, unix(secured(leaf)), `${met}; ssl_earliest_cert_expiry ${ends.leaf.shown}; tls_version_info{version="TLS 1.3"} 1; no tls_cipher_info`],
  ['verifies the path without server_name', 'tls: true, tls_config: {ca_file: $CA}', unix(secured(leaf)), unconnected],
  ['starts TLS in the middle of a dialogue', `${trust}, ${smtp}`, unix(mail(leaf)), `${met}; ssl_earliest_cert_expiry ${ends.leaf.shown}`],
  ['cannot verify that TLS without server_name', `tls_config: {ca_file: $CA}, ${smtp}`, unix(mail(leaf)), 'success 0; failed_due_to_regex 0; no ssl_'],
  ['fails for an authority that is not there', 'tls: true, tls_config: {ca_file: /nonexistent}', unix(secured(leaf)), 'success 0; no ssl_'],
];

/** What is told of servers of Unix domain sockets. */
export const unixTables: readonly Table[] = [
  { about: 'a connection to a Unix domain socket', prober: 'unix', files: identityFiles, rows },
];
