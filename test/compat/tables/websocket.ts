import { nowhere } from '../peers/stream.ts';
import { answer, web } from '../peers/web.ts';
import { unlessSent, websocket } from '../peers/websocket.ts';
import type { Row, Table } from '../row.ts';
import { identityFiles, leaf, leafOfAddress, selfSigned } from './identities.ts';

const up =
  'success 1; websocket_status_code 101; websocket_connection_upgraded 1; websocket_failed_due_to_regex 0';
const mismatched =
  'success 0; websocket_status_code 101; websocket_connection_upgraded 1; websocket_failed_due_to_regex 1';
const unconnected =
  'success 0; websocket_status_code 0; websocket_connection_upgraded 0; websocket_failed_due_to_regex 0; websocket_duration_seconds{phase="resolve"}; no websocket_duration_seconds{phase="connect"}';
const refused = (status: number): string =>
  `success 0; websocket_status_code ${status}; websocket_connection_upgraded 0; websocket_failed_due_to_regex 0; no websocket_duration_seconds{phase="transfer"}`;

// biome-ignore format: a table of one line a row
const rows: readonly Row[] = [
  ['is enough when it opens', '', websocket(), `${up}; ip_protocol 4; websocket_duration_seconds{phase="resolve"}; websocket_duration_seconds{phase="connect"}; websocket_duration_seconds{phase="processing"}; no websocket_duration_seconds{phase="transfer"}; no ssl_; no tls_version_info`],
  ['takes the scheme in capitals', '', websocket({}, 'WS://HOST/'), up],
  ['is refused with 403', '', websocket({ refuses: () => 403 }), refused(403)],
  ['does not follow a redirect', '', web(answer(302, '', 'Location: /'), 'ws://HOST/'), refused(302)],
  ['does not take 200 for an upgrade', '', web(answer(200), 'ws://HOST/'), refused(200)],
  ['fails where nobody listens', '', nowhere('ws://127.0.0.1:1/'), unconnected],
  ['says nothing at all of host and port', '', nowhere('127.0.0.1:80'), 'success 0; no ip_; no websocket_'],
  ['refuses http', '', websocket({}, 'http://HOST/'), unconnected],
  ['refuses a user in the target', '', websocket({}, 'ws://a:b@HOST/'), unconnected],
  ['is spoken to, and answers', 'query_response: [{send: hello}, {expect: ^you said hello$}]', websocket({ echoes: 'you said ' }), `${up}; websocket_duration_seconds{phase="transfer"}`],
  ['hears what was found', "query_response: [{expect: '^hello (.+)$', send: 'I am ${1}'}, {expect: 'I am you$'}]", websocket({ greets: ['hello you'], echoes: '' }), up],
  ['hears dollars as they are without a pattern', "query_response: [{send: '${1} $$'}, {expect: '^\\$\\{1\\} \\$\\$$'}]", websocket({ echoes: '' }), up],
  ['does not pass over messages', 'query_response: [{expect: ^b$}]', websocket({ greets: ['a', 'b'] }), mismatched],
  ['fails by the second message', 'query_response: [{expect: ^a$}, {expect: ^a$}]', websocket({ greets: ['a', 'b'] }), mismatched],
  ['fails when it closes without a message', 'query_response: [{expect: ^a$}]', websocket({ leaves: true }), mismatched],
  ['sends credentials from files, trimmed', 'http_config: {basic_auth: {username_file: $USER, password_file: $SECRET}}', websocket(unlessSent('authorization', 'Basic dTpoaWRkZW4=')), up],
  ['sends a bearer token', 'http_config: {bearer_token: t}', websocket(unlessSent('authorization', 'Bearer t')), up],
  ['sends headers from files, trimmed', 'headers: {X-Token: {files: [$SECRET]}}', websocket(unlessSent('x-token', 'hidden')), up],
  ['sends values before secrets', 'headers: {X-Token: {secrets: [b], values: [a]}}', websocket(unlessSent('x-token', 'a, b')), up],
  ['sends headers that are plain texts', 'headers: {X-Token: a}', websocket(unlessSent('x-token', 'a')), up],
  ['sends a Host of its own', 'headers: {Host: {values: [virtual.test]}}', websocket(unlessSent('host', 'virtual.test')), up],
  ['does not send a header of the handshake twice', 'headers: {Sec-WebSocket-Key: {values: [a]}}', websocket(), unconnected],
  ['opens over TLS', 'http_config: {tls_config: {ca_file: $CA}}', websocket({}, 'wss://HOST/', leafOfAddress), `${up}; no ssl_; no tls_version_info`],
  ['opens over TLS by name', 'preferred_ip_protocol: ip4, http_config: {tls_config: {ca_file: $CA}}', websocket({}, 'wss://localhost:PORT/', leaf), up],
  ['opens over any TLS where it need not verify, with a token', 'http_config: {bearer_token: t, tls_config: {insecure_skip_verify: true}}', websocket(unlessSent('authorization', 'Bearer t'), 'wss://HOST/', selfSigned), up],
  ['does not open over a TLS that nobody trusts', 'http_config: {tls_config: {ca_file: $CA}}', websocket({}, 'wss://HOST/', selfSigned), `${refused(0)}; websocket_duration_seconds{phase="connect"}`],
];

/** What is told of WebSockets. */
export const websocketTables: readonly Table[] = [
  {
    about: 'a WebSocket',
    prober: 'websocket',
    files: { ...identityFiles, USER: 'u\n', SECRET: ' hidden\n' },
    rows,
  },
];
