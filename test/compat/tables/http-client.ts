import { guarded, proxied, proxiedSecurely } from '../peers/proxy.ts';
import { answer, ifRequest, ifSent, web } from '../peers/web.ts';
import type { Row, Table } from '../row.ts';
import { identityFiles, leaf } from './identities.ts';

const proxy = 'proxy_url: "http://127.0.0.1:$PORT"';
const trust = 'preferred_ip_protocol: ip4, tls_config: {ca_file: $CA}';
const me = `Basic ${Buffer.from('me:secret').toString('base64')}`;
const resolved = 'ip_protocol 4; http_duration_seconds{phase="resolve"}';
const unresolved = 'no ip_; no dns_lookup_time_seconds; no http_duration_seconds{phase="resolve"}';

// biome-ignore format: a table of one line a row
const proxies: readonly Row[] = [
  ['forwards a plain request', proxy, proxied(answer(200)), `success 1; http_status_code 200; ${resolved}`],
  ['makes a tunnel for TLS', `${proxy}, ${trust}`, proxiedSecurely(leaf), `success 1; http_ssl 1; ${resolved}`],
  ['is given a user and a password', 'proxy_url: "http://me:secret@127.0.0.1:$PORT"', proxied(answer(200), me), 'success 1'],
  ['is given them for a tunnel, too', `proxy_url: "http://me:secret@127.0.0.1:$PORT", ${trust}`, proxiedSecurely(leaf, me), 'success 1'],
  ['answers a plain request itself without them', proxy, proxied(answer(200), me), 'success 0; http_status_code 407'],
  ['makes no tunnel without them', `${proxy}, ${trust}`, proxiedSecurely(leaf, me), 'success 0; http_status_code 0; http_ssl 0'],
  ['is given a header for the tunnel alone', `${proxy}, ${trust}, proxy_connect_header: {Proxy-Authorization: ['${me}']}`, proxiedSecurely(leaf, me), 'success 1'],
  ['resolves the name itself where it is told to', `${proxy}, skip_resolve_phase_with_proxy: true`, proxied(answer(200)), `success 1; ${unresolved}`],
  ['is not there though it is told to resolve', 'skip_resolve_phase_with_proxy: true', web(answer(200)), `success 1; ${resolved}`],
  ['is passed by where no_proxy says so', 'proxy_url: "http://127.0.0.1:1", no_proxy: 127.0.0.1', web(answer(200)), 'success 1'],
  ['is never passed by without no_proxy, not even for loopback', 'proxy_url: "http://127.0.0.1:1"', web(answer(200)), 'success 0; http_status_code 0'],
];

const oauth2 = 'client_id: i, client_secret: s, token_url: "http://127.0.0.1:$PORT/token"';

// biome-ignore format: a table of one line a row
const tokens: readonly Row[] = [
  ['is got and sent', `oauth2: {${oauth2}}`, guarded(ifSent('Authorization', 'Bearer granted')), 'success 1'],
  ['gives way to a configured header', `oauth2: {${oauth2}}, headers: {Authorization: mine}`, guarded(ifSent('Authorization', 'mine')), 'success 1'],
  ['fails the run when it is not to be had', 'oauth2: {client_id: i, client_secret: s, token_url: "http://127.0.0.1:$PORT/nothing"}', web(ifRequest(() => false)), 'success 0; http_status_code 0; http_version 0'],
];

/** What modules say about the way to a web server. */
export const httpClient: readonly Table[] = [
  { about: 'a proxy', prober: 'http', files: identityFiles, rows: proxies },
  { about: 'an OAuth 2.0 token', prober: 'http', rows: tokens },
];
