import { grpc, grpcOverIpv6, health, ifMetadata, ifService, secureGrpc, status } from '../peers/grpc.ts';
import { nobody } from '../peers/stream.ts';
import type { Row, Table } from '../row.ts';
import { ends, identityFiles, leaf, leafInfo, leafOfOther } from './identities.ts';

const named = (name: string): string =>
  ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN']
    .map((each) => `grpc_healthcheck_response{serving_status="${each}"} ${Number(each === name)}`)
    .join('; ');
const noTls = 'grpc_ssl 0; no ssl_; no tls_version_info';
const uncalled = `success 0; grpc_status_code 0; no grpc_healthcheck_response; grpc_duration_seconds{phase="resolve"}; no grpc_duration_seconds{phase="check"}; ${noTls}`;

// biome-ignore format: a table of one line a row
const plain: readonly Row[] = [
  ['is SERVING', '', grpc(health.SERVING), `success 1; grpc_status_code 0; ${named('SERVING')}; ${noTls}; ip_protocol 4; grpc_duration_seconds{phase="resolve"}; grpc_duration_seconds{phase="check"}`],
  ['is NOT_SERVING', '', grpc(health.NOT_SERVING), `success 0; grpc_status_code 0; ${named('NOT_SERVING')}`],
  ['is SERVICE_UNKNOWN', '', grpc(health.SERVICE_UNKNOWN), `success 0; grpc_status_code 0; ${named('SERVICE_UNKNOWN')}`],
  ['is UNKNOWN', '', grpc(health.UNKNOWN), `success 0; grpc_status_code 0; ${named('UNKNOWN')}`],
  ['is that of the whole server by default', '', grpc(ifService('')), 'success 1'],
  ['is that of one service', 'service: shop.Cart', grpc(ifService('shop.Cart')), 'success 1'],
  ['is not that of a service nobody knows', 'service: nope', grpc(status(5)), `success 0; grpc_status_code 5; ${named('')}`],
  ['is not that of a server without the service of health', '', grpc(status(12)), `success 0; grpc_status_code 12; ${named('')}`],
  ['is not to be had where nobody listens', '', nobody, `success 0; grpc_status_code 14; ${named('')}; ${noTls}; ip_protocol 4`],
  ['takes http:// before the target', '', grpc(health.SERVING, 'http://HOST'), 'success 1'],
  ['does not take https:// for TLS', '', grpc(health.SERVING, 'https://HOST/some/path'), `success 1; ${noTls}`],
  ['sends metadata', 'metadata: {x-token: [a, b]}', grpc(ifMetadata('x-token', 'a', 'b')), 'success 1'],
  ['sends bytes in base64', 'metadata: {trace-bin: [!!binary "AP8="]}', grpc(ifMetadata('trace-bin', 'AP8')), 'success 1'],
  ['does not send metadata in capitals', 'metadata: {X-Token: [a]}', grpc(health.SERVING), `success 0; grpc_status_code 13; ${named('')}`],
  ['fails for an authority that is not there, before all else', 'tls: true, tls_config: {ca_file: /nonexistent}', grpc(health.SERVING), `${uncalled}; no ip_; no dns_`],
  ['comes over IPv6, too', '', grpcOverIpv6(health.SERVING), 'success 1; ip_protocol 6'],
];

// biome-ignore format: a table of one line a row
const unnamed: readonly Row[] = [
  ['is looked for over IPv6 alone', '', grpc(health.SERVING), `${uncalled}; ip_protocol 0; ip_addr_hash 0`],
];

const trusting = 'tls: true, tls_config: {ca_file: $CA}';

// biome-ignore format: a table of one line a row
const secured: readonly Row[] = [
  ['is told with what is known of TLS', trusting, secureGrpc(leaf, health.SERVING), `success 1; grpc_ssl 1; ssl_earliest_cert_expiry ${ends.leaf.shown}; tls_version_info{version="TLS 1.3"} 1; no ssl_last_chain_expiry_timestamp_seconds; no tls_cipher_info`],
  ["describes the peer's own certificate", trusting, secureGrpc(leaf, health.SERVING), leafInfo],
  ['is told with TLS though it is NOT_SERVING', trusting, secureGrpc(leaf, health.NOT_SERVING), `success 0; grpc_ssl 1; ssl_earliest_cert_expiry ${ends.leaf.shown}`],
  ['is told without TLS for a status other than OK', trusting, secureGrpc(leaf, status(5)), `success 0; grpc_status_code 5; ${noTls}`],
  ['is not to be had from another name', trusting, secureGrpc(leafOfOther, health.SERVING), `success 0; grpc_status_code 14; ${named('')}; ${noTls}`],
  ['is to be had from server_name', 'tls: true, tls_config: {ca_file: $CA, server_name: other.test}', secureGrpc(leafOfOther, health.SERVING), 'success 1; grpc_ssl 1'],
  ['is to be had from anybody without verification', 'tls: true, tls_config: {insecure_skip_verify: true}', secureGrpc(leafOfOther, health.SERVING), 'success 1; grpc_ssl 1'],
  ['is not to be had from plain text', trusting, grpc(health.SERVING), `success 0; grpc_status_code 14; ${noTls}`],
];

/** What is told of servers of gRPC. */
export const grpcTables: readonly Table[] = [
  { about: 'the health over gRPC', prober: 'grpc', defaults: 'ip_protocol_fallback: true', rows: plain },
  { about: 'the health over gRPC without a block', prober: 'grpc', rows: unnamed },
  {
    about: 'the health over gRPC with TLS',
    prober: 'grpc',
    defaults: 'preferred_ip_protocol: ip4',
    files: identityFiles,
    rows: secured,
  },
];
