import { expect, test } from 'vitest';
import { probers } from '../../../probes/registry.ts';
import { websocketOptions } from '../../../probes/websocket/options.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { renderConfig } from '../../../src/config/render.ts';
import { websocketOptionsOf } from '../../helpers/websocket-options.ts';

test('are the defaults of the reference when the block is left out', () => {
  expect(websocketOptions.parse(undefined)).toEqual({
    preferredIpProtocol: '',
    ipProtocolFallback: true,
    tlsOptions: { serverName: '', insecureSkipVerify: false },
    headers: [],
    queryResponse: [],
  });
});

test('hold every key of the block under its own name', () => {
  const { queryResponse, ...options } = websocketOptionsOf(`
      preferred_ip_protocol: ip4
      ip_protocol_fallback: false
      http_config:
        basic_auth: { username: probe, password_file: /password }
        tls_config: { server_name: chat }
      headers:
        Host: chat.example
        X-Plain: 5
        X-Many: { values: [a, b], files: [/c] }
      query_response:
        - expect: ^hello (.*)
          send: $1
        - send: bye`);
  expect(options).toEqual({
    preferredIpProtocol: 'ip4',
    ipProtocolFallback: false,
    auth: {
      kind: 'basic',
      username: { kind: 'inline', text: 'probe' },
      password: { kind: 'file', path: '/password' },
    },
    tlsOptions: { serverName: 'chat', insecureSkipVerify: false },
    headers: [
      { name: 'Host', values: ['chat.example'], secrets: [], files: [] },
      { name: 'X-Plain', values: ['5'], secrets: [], files: [] },
      { name: 'X-Many', values: ['a', 'b'], secrets: [], files: ['/c'] },
    ],
  });
  expect(queryResponse.map(({ expect, send }) => [expect?.source, send])).toEqual([
    ['^hello (.*)', '$1'],
    [undefined, 'bye'],
  ]);
});

test.each([
  ['two kinds of credentials', '{http_config: {basic_auth: {}, bearer_token: x}}', /only one of/u],
  ['an unknown key', '{http_config: {proxy: x}}', /unknown key/u],
  ['a proxy', '{http_config: {proxy_url: "http://proxy.example"}}', /not supported/u],
  ['a list of headers', '{headers: [a]}', /must be a mapping/u],
  ['a header that is a list', '{headers: {X-A: [a]}}', /must be a mapping/u],
  ['a pattern that does not compile', '{query_response: [{expect: ":["}]}', /cannot compile/u],
  ['two expectations in one step', '{query_response: [{expect: a, expect_bytes: b}]}', /two steps/u],
])('refuse %s', (...[, block, message]) => {
  expect(() => websocketOptionsOf(block)).toThrow(message);
});

test('warn of what loads and has no effect', () => {
  const text = `modules:
  chat:
    prober: websocket
    websocket:
      http_config: { follow_redirects: false, enable_http2: false, http_headers: { X-A: { values: [a] } } }
      query_response: [{ expect_bytes: a, labels: [], starttls: true }]
`;
  const loaded = parseConfig({ text, fileName: 'config.yml' }, probers);
  const warnings = loaded.ok
    ? loaded.warnings.map(({ path }) => path.replace('modules.chat.websocket.', ''))
    : [];
  expect(warnings).toEqual([
    'http_config.follow_redirects',
    'http_config.enable_http2',
    'http_config.http_headers',
    'query_response[0].expect_bytes',
    'query_response[0].labels',
    'query_response[0].starttls',
  ]);
});

test('show a header as it was written, and hide one that is a secret by its name', () => {
  const text = `modules:
  chat:
    prober: websocket
    websocket:
      headers: { Origin: https://shop.example, Authorization: Basic abc, X-Many: { values: [a], secrets: [b] } }
`;
  const loaded = parseConfig({ text, fileName: 'config.yml' }, probers);
  expect(loaded.ok ? renderConfig(loaded.config) : '').toContain(`
            headers:
                Authorization: <secret>
                Origin: https://shop.example
                X-Many:
                    values:
                        - a
                    secrets:
                        - <secret>
`);
});
