import { response, route, sent } from '../../helpers/http-server.ts';
import { nowhere } from '../peers/stream.ts';
import { answer, ifSent, web } from '../peers/web.ts';
import type { Row, Table } from '../row.ts';

const names = {
  'dual.test': ['127.0.0.1', '::1'],
  'v4.test': ['127.0.0.2', '127.0.0.3'],
  'v6.test': ['::1'],
  'shop.test': ['127.0.0.1'],
  'other.test': ['127.0.0.1'],
};

const v6 = 'ip_protocol 6; ip_addr_hash 1.751717746e+09; dns_lookup_time_seconds';
const none = 'success 0; ip_protocol 0; ip_addr_hash 0; dns_lookup_time_seconds';

// biome-ignore format: a table of one line a row
const choices: readonly Row[] = [
  ['is of IPv6 by default', '', nowhere('dual.test:1'), v6],
  ['is of IPv6 where it is preferred', 'preferred_ip_protocol: ip6', nowhere('dual.test:1'), v6],
  ['is of IPv4 where it is preferred', 'preferred_ip_protocol: ip4', nowhere('dual.test:1'), 'ip_protocol 4; ip_addr_hash 3.668918509e+09'],
  ['is of IPv4 for any other text', 'preferred_ip_protocol: ipx', nowhere('dual.test:1'), 'ip_protocol 4'],
  ['is the first of its family', 'preferred_ip_protocol: ip4', nowhere('v4.test:1'), 'ip_protocol 4; ip_addr_hash 3.618585652e+09'],
  ['is the last of the other family', 'preferred_ip_protocol: ip6', nowhere('v4.test:1'), 'ip_protocol 4; ip_addr_hash 3.635363271e+09'],
  ['is of the other family when there is no other', 'preferred_ip_protocol: ip4', nowhere('v6.test:1'), v6],
  ['is not of the other family where that is forbidden', 'preferred_ip_protocol: ip4, ip_protocol_fallback: false', nowhere('v6.test:1'), none],
  ['is looked for in one family where the other is forbidden', 'ip_protocol_fallback: false', nowhere('dual.test:1'), v6],
  ['is no literal of the other family where that is forbidden', 'ip_protocol_fallback: false', nowhere('127.0.0.1:1'), none],
  ['is not there for a name that does not exist', '', nowhere('no.test:1'), `${none}; no failed_due_to`],
  ['is no short form of IPv4', '', nowhere('127.1:1'), none],
  ['is no hexadecimal form of IPv4', '', nowhere('0x7f.0.0.1:1'), none],
  ['is no number', '', nowhere('2130706433:1'), none],
];

// biome-ignore format: a table of one line a row
const webNames: readonly Row[] = [
  ['leaves HTTP with the time of the lookup alone', '', nowhere('http://no.test/'), `${none}; http_status_code 0; http_version 0; http_duration_seconds{phase="resolve"}; no http_duration_seconds{phase="connect"}`],
  ['takes a scheme nobody knows for a host', '', nowhere('invalid://host'), none],
  ['takes a name that is not in ASCII as it is', '', nowhere('http://b\u00fccher.test/'), none],
];

// biome-ignore format: a table of one line a row
const nameServerNames: readonly Row[] = [
  ['leaves DNS with zeros', '', nowhere('no.test'), `${none}; dns_duration_seconds{phase="resolve"} 0; dns_duration_seconds{phase="connect"} 0; dns_duration_seconds{phase="request"} 0; dns_query_succeeded 0`],
  ['takes brackets without a port for a name', '', nowhere('[::1]'), none],
];

// biome-ignore format: a table of one line a row
const echoNames: readonly Row[] = [
  ['leaves ICMP with zeros', '', nowhere('no.test'), `${none}; icmp_duration_seconds{phase="resolve"} 0; icmp_duration_seconds{phase="setup"} 0; icmp_duration_seconds{phase="rtt"} 0`],
];

// biome-ignore format: a table of one line a row
const grpcNames: readonly Row[] = [
  ['leaves gRPC with the time of the lookup', '', nowhere('no.test:1'), `${none}; grpc_duration_seconds{phase="resolve"}; no grpc_duration_seconds{phase="check"}; grpc_status_code 0; grpc_ssl 0; no grpc_healthcheck_response`],
];

// biome-ignore format: a table of one line a row
const websocketNames: readonly Row[] = [
  ['leaves WebSockets with the time of the lookup', '', nowhere('ws://no.test/'), `${none}; websocket_status_code 0; websocket_connection_upgraded 0; websocket_duration_seconds{phase="resolve"}; no websocket_duration_seconds{phase="connect"}`],
];

/** One server of two names: /start leads to /end of the host that is given, where `end` answers. */
const between = (host: string, end = answer(200)) =>
  web(
    route({
      '/start': (request, socket) => {
        const port = sent(request, 'host').join().split(':').at(-1) ?? '';
        socket.end(response(302, '', [`Location: http://${host}:${port}/end`]));
      },
      '/end': end,
    }),
    'http://shop.test:PORT/start',
  );
const credentials = 'basic_auth: {username: u, password: p}';

// biome-ignore format: a table of one line a row
const hops: readonly Row[] = [
  ['is looked up on the way', '', between('other.test'), 'success 1; http_redirects 1; ip_protocol 4; http_duration_seconds{phase="resolve"}'],
  ['fails on the way when it does not exist', '', between('no.test'), 'success 0; http_status_code 0; http_redirects 1; ip_protocol 4'],
  ['keeps credentials while it stays the same', credentials, between('shop.test', ifSent('Authorization', 'Basic dTpw')), 'success 1'],
  ['is not told credentials of another', credentials, between('other.test', ifSent('Authorization')), 'success 1'],
  ['is not told a header of credentials of another', 'headers: {Authorization: mine, Cookie: c}', between('other.test', ifSent('Authorization')), 'success 1'],
  ['is told the other headers', 'headers: {X-A: a}', between('other.test', ifSent('X-A', 'a')), 'success 1'],
];

/** Which address a name is probed at. Names exist in the app under test alone. */
export const addresses: readonly Table[] = [
  { about: 'the address of a target', prober: 'tcp', names, rows: choices },
  { about: 'a name that does not resolve', prober: 'http', names, rows: webNames },
  {
    about: 'a name that does not resolve',
    prober: 'dns',
    defaults: 'query_name: a.test',
    names,
    rows: nameServerNames,
  },
  { about: 'a name that does not resolve', prober: 'icmp', names, rows: echoNames },
  {
    about: 'a name that does not resolve',
    prober: 'grpc',
    defaults: 'ip_protocol_fallback: true',
    names,
    rows: grpcNames,
  },
  { about: 'a name that does not resolve', prober: 'websocket', names, rows: websocketNames },
  { about: 'a name of a redirect', prober: 'http', names, rows: hops },
];
