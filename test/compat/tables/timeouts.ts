import { nameServer } from '../peers/dns.ts';
import { saying, silence, stream, unix } from '../peers/stream.ts';
import { answer, web } from '../peers/web.ts';
import { websocket } from '../peers/websocket.ts';
import type { Row, Table } from '../row.ts';

const expects = 'query_response: [{expect: ^220}]';

// biome-ignore format: a table of one line a row
const overHttp: readonly Row[] = [
  ['ends HTTP without a head', '', web(() => {}), 'success 0; http_status_code 0; http_version 0; http_content_length 0; timeout_seconds 1; http_duration_seconds{phase="processing"} 0'],
  ['ends HTTP within the head', '', web((_request, socket) => socket.write('HTTP/1.1 200 OK\r\nX:')), 'success 0; http_status_code 0; http_version 0'],
  ['ends HTTP within the body', '', web((_request, socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort')), 'success 0; http_status_code 200; http_version 1.1; http_content_length 100; http_uncompressed_body_length 5'],
  ['ends HTTP within the TLS handshake', '', stream(silence, 'https://HOST/'), 'success 0; http_status_code 0; http_ssl 0; no ssl_'],
];

// biome-ignore format: a table of one line a row
const overTcp: readonly Row[] = [
  ['ends a dialogue without a line', expects, stream(silence), 'success 0; failed_due_to_regex 0; failed_due_to_bytes 0; timeout_seconds 1'],
  ['ends a dialogue within a line', expects, stream(saying('22')), 'success 0; failed_due_to_regex 0; failed_due_to_bytes 0'],
  ['ends a dialogue without bytes', 'query_response: [{expect_bytes: PONG}]', stream(silence), 'success 0; failed_due_to_regex 0; failed_due_to_bytes 0'],
  ['ends TCP within the TLS handshake', 'tls: true', stream(silence), 'success 0; no failed_due_to; no ssl_'],
];

// biome-ignore format: a table of one line a row
const overDns: readonly Row[] = [
  ['ends DNS over TCP without a reply', 'transport_protocol: tcp', stream(silence), 'success 0; dns_query_succeeded 0; dns_answer_rrs 0'],
  ['ends DNS that hears wrong ids alone', '', nameServer((query) => ({ id: query.readUInt16BE(0) ^ 1 })), 'success 0; dns_query_succeeded 0'],
  ['ends DNS that hears of another question alone', '', nameServer({ question: Buffer.of(0, 0, 1, 0, 1) }), 'success 0; dns_query_succeeded 0'],
];

// biome-ignore format: a table of one line a row
const overUnix: readonly Row[] = [
  ['ends a dialogue over a Unix domain socket', expects, unix(silence), 'success 0; failed_due_to_regex 0; failed_due_to_bytes 0'],
];

// biome-ignore format: a table of one line a row
const overGrpc: readonly Row[] = [
  ['ends gRPC, too', 'preferred_ip_protocol: ip4', stream(silence), 'success 0; grpc_status_code 4; grpc_healthcheck_response{serving_status="SERVING"} 0; grpc_ssl 0'],
];

// biome-ignore format: a table of one line a row
const overWebsocket: readonly Row[] = [
  ['ends a WebSocket before it opens', '', stream(silence, 'ws://HOST/'), 'success 0; websocket_status_code 0; websocket_connection_upgraded 0'],
  ['ends a WebSocket that stays silent', 'query_response: [{expect: a}]', websocket(), 'success 0; websocket_status_code 101; websocket_connection_upgraded 1; websocket_failed_due_to_regex 1'],
];

// biome-ignore format: a table of one line a row
const scrapes: readonly Row[] = [
  ['is that of the scrape less half a second', '', web(answer(200)), 'success 1; timeout_seconds 14.5', { scrapeTimeout: '15' }],
  ['is that of the module when it is shorter', '', web(answer(200)), 'success 1; timeout_seconds 20', { scrapeTimeout: '21' }],
  ['is that of the module without a scrape', '', web(answer(200)), 'success 1; timeout_seconds 20'],
  ['is nothing when half a second is all', '', web(answer(200)), 'success 0; timeout_seconds 0; http_status_code 0', { scrapeTimeout: '0.5' }],
  ['is that of the module when half a second is more than all', '', web(answer(200)), 'success 1; timeout_seconds 20', { scrapeTimeout: '0.3' }],
  ['is no text', '', web(answer(200)), '500 Failed to parse timeout from Prometheus header: strconv.ParseFloat: parsing "soon": invalid syntax', { scrapeTimeout: 'soon' }],
];

// biome-ignore format: a table of one line a row
const endless: readonly Row[] = [
  ['is two minutes less half a second', '', web(answer(200)), 'success 1; timeout_seconds 119.5'],
  ['is two minutes for a scrape without one', '', web(answer(200)), 'success 1; timeout_seconds 119.5', { scrapeTimeout: '0' }],
  ['ends a run that the scrape has no more time for', '', web(() => {}), 'success 0; timeout_seconds 0.5; http_status_code 0', { scrapeTimeout: '1' }],
  ['is nothing when there is nothing else', '', web(answer(200)), 'success 0; timeout_seconds 0', { scrapeTimeout: '-5' }],
];

const timeout = '1s';
const about = 'the time-out';

/** How long runs may take, and what is told of those that take longer. */
export const timeouts: readonly Table[] = [
  { about, prober: 'http', timeout, rows: overHttp },
  { about, prober: 'tcp', timeout, rows: overTcp },
  { about, prober: 'dns', timeout, defaults: 'query_name: a.test', rows: overDns },
  { about, prober: 'unix', timeout, rows: overUnix },
  { about, prober: 'grpc', timeout, rows: overGrpc },
  { about, prober: 'websocket', timeout, rows: overWebsocket },
  { about: 'the time-out of a module of 20 s', prober: 'http', timeout: '20s', rows: scrapes },
  { about: 'the time-out of a module without one', prober: 'http', timeout: '0s', rows: endless },
];
