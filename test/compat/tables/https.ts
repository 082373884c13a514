import { answer, secureWeb, secureWeb2 } from '../peers/web.ts';
import type { Row, Table } from '../row.ts';
import {
  ends,
  expired,
  identityFiles,
  leaf,
  leafInfo,
  leafOfAddress,
  leafOfOther,
  renewed,
  root,
  selfSigned,
  selfSignedInfo,
} from './identities.ts';

const well = answer(200, 'well');
const trusting = 'tls_config: {ca_file: $CA}';
const noTls = 'http_ssl 0; no ssl_; no tls_version_info; no tls_cipher_info';

// biome-ignore format: a table of one line a row
const rows: readonly Row[] = [
  ['tells all of a success', trusting, secureWeb({ identity: leaf }, well), `success 1; http_status_code 200; http_ssl 1; ssl_earliest_cert_expiry ${ends.leaf.shown}; ssl_last_chain_expiry_timestamp_seconds ${ends.leaf.shown}; tls_version_info{version="TLS 1.3"} 1; tls_cipher_info; http_duration_seconds{phase="tls"}`],
  ["describes the peer's own certificate", trusting, secureWeb({ identity: leaf }, well), leafInfo],
  ['describes one that signs itself, with a serial number that fills its bytes', 'tls_config: {insecure_skip_verify: true}', secureWeb({ identity: selfSigned }, well), selfSignedInfo],
  ['takes a scheme in any case', trusting, secureWeb({ identity: leaf }, well, 'HtTpS://localhost:PORT/'), 'success 1; http_ssl 1'],
  ['tells TLS 1.2 and its cipher suite', trusting, secureWeb({ identity: leaf, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }, well), 'success 1; tls_version_info{version="TLS 1.2"} 1; tls_cipher_info{cipher="TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"} 1'],
  ['takes the earliest expiry of all that is sent, and the latest of the chains', 'tls_config: {ca_file: $CAS}', secureWeb(renewed, well), `success 1; ssl_earliest_cert_expiry ${ends.rootOfOld.shown}; ssl_last_chain_expiry_timestamp_seconds ${ends.leaf.shown}`],
  ['does not trust a certificate that signs itself', '', secureWeb({ identity: selfSigned }, well), `success 0; http_status_code 0; ${noTls}; http_duration_seconds{phase="processing"} 0`],
  ['trusts anything where it is told to, without a chain', 'tls_config: {insecure_skip_verify: true}', secureWeb({ identity: selfSigned }, well), `success 1; http_ssl 1; ssl_earliest_cert_expiry ${ends.leaf.shown}; ssl_last_chain_expiry_timestamp_seconds -6.21355968e+10`],
  ['does not accept another name', trusting, secureWeb({ identity: leafOfOther }, well), `success 0; http_status_code 0; ${noTls}`],
  ['does not accept an expired certificate', trusting, secureWeb({ identity: expired }, well), `success 0; http_status_code 0; ${noTls}`],
  ['tells the dates of an expired certificate where it need not verify', 'tls_config: {insecure_skip_verify: true}', secureWeb({ identity: expired }, well), 'success 1; ssl_earliest_cert_expiry 1.5805152e+09'],
  ['verifies an address against those of the certificate', trusting, secureWeb({ identity: leafOfAddress }, well, 'https://127.0.0.1:PORT/'), 'success 1; http_ssl 1'],
  ['does not take a name for an address', trusting, secureWeb({ identity: leaf }, well, 'https://127.0.0.1:PORT/'), 'success 0; http_ssl 0'],
  ['verifies server_name in its place', 'tls_config: {ca_file: $CA, server_name: other.test}', secureWeb({ identity: leafOfOther }, well), 'success 1'],
  ['verifies the Host header in its place', `${trusting}, headers: {Host: other.test}`, secureWeb({ identity: leafOfOther }, well), 'success 1'],
  ['verifies the hostname parameter in its place', trusting, secureWeb({ identity: leafOfOther }, well), 'success 1', { hostname: 'other.test' }],
  ['prefers server_name to the hostname parameter', 'tls_config: {ca_file: $CA, server_name: other.test}', secureWeb({ identity: leafOfOther }, well), 'success 1', { hostname: 'golden.test' }],
  ['fails for TLS where it is forbidden', `${trusting}, fail_if_ssl: true`, secureWeb({ identity: leaf }, well), 'success 0; http_ssl 1; http_status_code 200'],
  ['takes TLS where it is demanded', `${trusting}, fail_if_not_ssl: true`, secureWeb({ identity: leaf }, well), 'success 1; http_ssl 1'],
  ['does not speak TLS 1.1 unless told to', trusting, secureWeb({ identity: leaf, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }, well), `success 0; ${noTls}`],
  ['speaks TLS 1.1 where it is told to', 'tls_config: {ca_file: $CA, min_version: TLS11}', secureWeb({ identity: leaf, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }, well), 'success 1; tls_version_info{version="TLS 1.1"} 1'],
  ['keeps to max_version', 'tls_config: {ca_file: $CA, max_version: TLS12}', secureWeb({ identity: leaf }, well), 'success 1; tls_version_info{version="TLS 1.2"} 1'],
  ['finds no version between a minimum above the maximum', 'tls_config: {ca_file: $CA, min_version: TLS13, max_version: TLS12}', secureWeb({ identity: leaf }, well), `success 0; http_status_code 0; ${noTls}`],
  ['shows a certificate of its own', 'tls_config: {ca_file: $CA, cert_file: $CERT, key_file: $KEY}', secureWeb({ identity: leaf, clientCa: root }, well), 'success 1'],
  ['fails where a certificate of its own is missing', trusting, secureWeb({ identity: leaf, clientCa: root }, well), `success 0; http_status_code 0; ${noTls}`],
  ['fails for an authority that is not there', 'tls_config: {ca_file: /nonexistent}', secureWeb({ identity: leaf }, well), `success 0; http_status_code 0; ${noTls}; no http_duration_seconds{phase="connect"}`],
  ['speaks HTTP/2 with those who do', trusting, secureWeb2({ identity: leaf }, 203, 'well'), 'success 1; http_version 2; http_status_code 203; http_content_length 4; http_uncompressed_body_length 4; http_ssl 1'],
  ['wants HTTP/2 by its version', `${trusting}, valid_http_versions: [HTTP/2.0]`, secureWeb2({ identity: leaf }, 200, ''), 'success 1; http_version 2'],
  ['takes HTTP/2 for no version that is called so', `${trusting}, valid_http_versions: [HTTP/2]`, secureWeb2({ identity: leaf }, 200, ''), 'success 0; http_version 2'],
  ['does not offer HTTP/2 where it is forbidden', `${trusting}, enable_http2: false`, secureWeb({ identity: leaf, alpn: ['h2', 'http/1.1'] }, well), 'success 1; http_version 1.1'],
];

/** What is told of web servers behind TLS. */
export const https: readonly Table[] = [
  {
    about: 'an HTTP answer over TLS',
    prober: 'http',
    defaults: 'preferred_ip_protocol: ip4',
    files: identityFiles,
    rows,
  },
];
