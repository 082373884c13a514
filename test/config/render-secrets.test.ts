import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ProberDefinition } from '../../probes/contract.ts';
import { dnsOptions } from '../../probes/dns/options.ts';
import { grpcOptions } from '../../probes/grpc/options.ts';
import { httpOptions } from '../../probes/http/options.ts';
import { httpClientKeys } from '../../probes/shared/http-client-options.ts';
import { block, blockOrDefaults } from '../../probes/shared/schema/block.ts';
import { tcpOptions } from '../../probes/tcp/options.ts';
import { tlsProbeOptions } from '../../probes/tls/options.ts';
import { unixOptions } from '../../probes/unix/options.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Config, Module } from '../../src/config/module.ts';
import { renderConfig, renderConfigJson, renderModule } from '../../src/config/render.ts';
import { fakeProber } from '../helpers/fake-prober.ts';

const probers = new Map<string, ProberDefinition>(
  Object.entries({
    http: httpOptions,
    tcp: tcpOptions,
    dns: dnsOptions,
    grpc: grpcOptions,
    tls: tlsProbeOptions,
    unix: unixOptions,
    websocket: blockOrDefaults(block({ http_config: blockOrDefaults(block(httpClientKeys)) })),
  }).map(([name, options]) => [name, { ...fakeProber(), name, options }]),
);

/** A configuration and its one module, `m`. */
function configOf(text: string): { readonly config: Config; readonly module: Module } {
  const result = parseConfig({ text, fileName: 'test.yml' }, probers);
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join('\n'));
  const module = result.config.modules.get('m');
  if (module === undefined) throw new Error('the module is missing');
  return { config: result.config, module };
}

test.each([
  { place: 'basic_auth.password', block: 'http: {basic_auth: {username: u, password: canary}}' },
  { place: 'authorization.credentials', block: 'http: {authorization: {credentials: canary}}' },
  { place: 'authorization with a type', block: 'http: {authorization: {type: T, credentials: canary}}' },
  { place: 'bearer_token', block: 'http: {bearer_token: canary}' },
  { place: 'tls_config.key', block: 'http: {tls_config: {cert: c, key: canary}}' },
  { place: 'http_headers secrets', block: 'http: {http_headers: {X: {secrets: [canary]}}}' },
  { place: 'http_headers values', block: 'http: {http_headers: {X-Api-Key: {values: [canary]}}}' },
  { place: 'the header Authorization', block: 'http: {headers: {Authorization: Bearer canary}}' },
  { place: 'the header cookie', block: 'http: {headers: {cookie: id=canary}}' },
  { place: 'the header Proxy-Authorization', block: 'http: {headers: {Proxy-Authorization: canary}}' },
  { place: 'the password of a URL', block: 'http: {headers: {Referer: "http://u:canary@h/"}}' },
  { place: 'the key of tcp', block: 'tcp: {tls_config: {cert: c, key: canary}}' },
  { place: 'the key of dns', block: 'dns: {query_name: x, tls_config: {cert: c, key: canary}}' },
  { place: 'the key of grpc', block: 'grpc: {tls_config: {cert: c, key: canary}}' },
  { place: 'the key of tls', block: 'tls: {tls_config: {cert: c, key: canary}}' },
  { place: 'the key of unix', block: 'unix: {tls_config: {cert: c, key: canary}}' },
  { place: 'metadata', block: 'grpc: {metadata: {authorization: [Bearer canary]}}' },
  {
    place: 'the claims of oauth2',
    block:
      'http: {oauth2: {client_id: i, token_url: "http://h", claims: {plain: {list: [{token: canary}]}}}}',
  },
  {
    place: 'the parameters of oauth2',
    block:
      'http: {oauth2: {client_id: i, token_url: "http://h", endpoint_params: {client_assertion: canary}}}',
  },
  { place: 'the token URL', block: 'http: {oauth2: {client_id: i, token_url: "http://u:canary@h"}}' },
  { place: 'proxy_url', block: 'http: {proxy_url: "http://u:canary@h"}' },
  {
    place: 'proxy_connect_header',
    block: 'http: {proxy_url: "http://h", proxy_connect_header: {X: [canary]}}',
  },
  { place: 'a form', block: 'http: {body: "a=b&client_secret=canary"}' },
  { place: 'binary metadata', block: 'grpc: {metadata: {token-bin: [canary]}}' },
  { place: 'what tcp sends', block: 'tcp: {query_response: [{send: PASS canary}]}' },
  { place: 'basic_auth of websocket', block: 'websocket: {http_config: {basic_auth: {password: canary}}}' },
  { place: 'bearer_token of websocket', block: 'websocket: {http_config: {bearer_token: canary}}' },
])('shows no secret in $place', ({ block }) => {
  const { config, module } = configOf(`modules: {m: {prober: tcp, ${block}}}`);
  for (const output of [
    renderConfig(config),
    renderConfigJson(config),
    renderModule(module, undefined),
    renderModule(module, 'h.example'),
  ]) {
    expect(output).not.toContain('canary');
    expect(output).toMatch(/<secret>|xxxxx/);
  }
});

test('keeps no secret in what a module holds to be shown', () => {
  const text =
    'modules: {m: {prober: http, http: {bearer_token: canary, tls_config: {cert: c, key: canary}}}}';
  const shown = inspect(configOf(text).module.shown, { depth: null });
  expect(shown).toContain('<secret>');
  expect(shown).not.toContain('canary');
});

describe('with exact output', () => {
  function shownExactly(block: string): readonly string[] {
    const { config, module } = configOf(`modules: {m: {prober: http, ${block}}}`);
    return [
      renderConfig(config, 'exact'),
      renderConfigJson(config, 'exact'),
      renderModule(module, undefined, 'exact'),
      renderModule(module, 'h.example', 'exact'),
    ];
  }

  test.each([
    { place: 'headers', block: 'http: {headers: {Authorization: canary}}' },
    { place: 'a body', block: 'http: {body: password=canary}' },
    { place: 'metadata', block: 'grpc: {metadata: {authorization: [canary]}}' },
    { place: 'values of http_headers', block: 'http: {http_headers: {X-Api-Key: {values: [canary]}}}' },
    {
      place: 'claims',
      block: 'http: {oauth2: {client_id: i, token_url: "http://h", claims: {a: {token: canary}}}}',
    },
    { place: 'a token URL', block: 'http: {oauth2: {client_id: i, token_url: "http://u:canary@h"}}' },
  ])('shows $place as the reference does', ({ block }) => {
    for (const output of shownExactly(block)) expect(output).toContain('canary');
  });

  test.each([
    { place: 'a password', block: 'http: {basic_auth: {password: canary}}' },
    { place: 'secrets of http_headers', block: 'http: {http_headers: {X: {secrets: [canary]}}}' },
    { place: 'the password of proxy_url', block: 'http: {proxy_url: "http://u:canary@h"}' },
    {
      place: 'the password of the proxy of oauth2',
      block: 'http: {oauth2: {client_id: i, token_url: "http://h", proxy_url: "http://u:canary@h"}}',
    },
  ])('hides $place as the reference does', ({ block }) => {
    for (const output of shownExactly(block)) expect(output).not.toContain('canary');
  });
});
