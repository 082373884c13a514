import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { ProberDefinition } from '../../probes/contract.ts';
import { dnsOptions } from '../../probes/dns/options.ts';
import { grpcOptions } from '../../probes/grpc/options.ts';
import { httpOptions } from '../../probes/http/options.ts';
import { icmpOptions } from '../../probes/icmp/options.ts';
import { tcpOptions } from '../../probes/tcp/options.ts';
import { tlsProbeOptions } from '../../probes/tls/options.ts';
import { unixOptions } from '../../probes/unix/options.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/module.ts';
import { renderConfig, renderConfigJson, renderModule } from '../../src/config/render.ts';
import { fakeProber } from '../helpers/fake-prober.ts';

function probersOf(schemas: Readonly<Record<string, z.ZodType>>): ReadonlyMap<string, ProberDefinition> {
  return new Map(
    Object.entries(schemas).map(([name, options]) => [name, { ...fakeProber(), name, options }]),
  );
}

const probers = probersOf({
  http: httpOptions,
  tcp: tcpOptions,
  icmp: icmpOptions,
  dns: dnsOptions,
  grpc: grpcOptions,
  unix: unixOptions,
  tls: tlsProbeOptions,
});

function configOf(text: string, known = probers): Config {
  const result = parseConfig({ text, fileName: 'test.yml' }, known);
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join('\n'));
  return result.config;
}

/** The page of a configuration of one module with one block, of which the program has no other prober. */
function pageOf(prober: string, written: string): string {
  const definition = probers.get(prober);
  if (definition === undefined) throw new Error(`no prober ${prober}`);
  const indented = written.trim().replaceAll('\n', '\n      ');
  const text = `modules:\n  m:\n    prober: ${prober}\n    ${prober}:\n      ${indented}\n`;
  const page = renderConfig(configOf(text, new Map([[prober, definition]])));
  const start = `modules:\n    m:\n        prober: ${prober}\n`;
  expect(page.slice(0, start.length)).toBe(start);
  return page.slice(start.length).replaceAll(/^ {8}/gm, '');
}

describe('/config', () => {
  test('shows the default blocks that the reference has, whatever the prober', () => {
    expect(renderConfig(configOf('modules: {m: {prober: unix}}'))).toBe(`modules:
    m:
        prober: unix
        http:
            ip_protocol_fallback: true
            follow_redirects: true
            enable_http2: true
        tcp:
            ip_protocol_fallback: true
        icmp:
            ip_protocol_fallback: true
            ttl: 64
        dns:
            ip_protocol_fallback: true
            recursion_desired: true
`);
  });

  test('sorts modules naturally and shows one that is null as empty', () => {
    const text =
      'modules: {b10: {prober: x}, b9: {prober: x, timeout: 90s}, Z: ~, a: {prober: x, timeout: 0s}}';
    const known = new Map([['x', { ...fakeProber(), name: 'x' }]]);
    expect(renderConfig(configOf(text, known))).toBe(`modules:
    Z: {}
    a:
        prober: x
    b9:
        prober: x
        timeout: 1m30s
    b10:
        prober: x
`);
  });

  test('says that there are no modules', () => {
    expect(renderConfig(configOf('modules:'))).toBe('modules: {}\n');
  });

  test.each([
    {
      name: 'every key of http in the order of the reference',
      prober: 'http',
      written: `
compression: gzip
method: GET
body: "a\\nb\\n"
headers: {b: '2', a: 'yes', c: ~}
basic_auth: {password_file: /p, username: u}
body_size_limit: 1500B
tls_config: {max_version: TLS13, min_version: TLS12, key: k, cert: c, ca_file: /ca}
fail_if_header_matches: [{regexp: b, header: A, allow_missing: yes}]
fail_if_header_not_matches: [{header: A, regexp: b}]
fail_if_body_not_matches_regexp: [c]
fail_if_body_matches_regexp: ['', 'null', '\\d+: x', ~]
fail_if_not_ssl: true
fail_if_ssl: true
ip_protocol_fallback: true
preferred_ip_protocol: ip4
valid_http_versions: [HTTP/1.1]
valid_status_codes: [200, 0x10, 2xx, '300-399']
http_headers: {X-B: {files: [/f], values: [v]}, X-A: {values: []}}
source_ip_address: 127.0.0.1
`,
      shown: `
http:
    valid_status_codes:
        - 200
        - 16
        - 2xx
        - 300-399
    valid_http_versions:
        - HTTP/1.1
    preferred_ip_protocol: ip4
    ip_protocol_fallback: true
    fail_if_ssl: true
    fail_if_not_ssl: true
    method: GET
    headers:
        a: "yes"
        b: "2"
        c: ""
    fail_if_body_matches_regexp:
        - null
        - "null"
        - '\\d+: x'
    fail_if_body_not_matches_regexp:
        - c
    fail_if_header_matches:
        - header: A
          regexp: b
          allow_missing: true
    fail_if_header_not_matches:
        - header: A
          regexp: b
    body: |
        a
        b
    basic_auth:
        username: u
        password_file: /p
    tls_config:
        cert: c
        key: <secret>
        ca_file: /ca
        insecure_skip_verify: false
        min_version: TLS12
        max_version: TLS13
    follow_redirects: true
    enable_http2: true
    http_headers:
        X-A: {}
        X-B:
            values:
                - v
            files:
                - /f
    compression: gzip
    body_size_limit: 1KiB476B
    source_ip_address: 127.0.0.1
`,
    },
    {
      name: 'the redirects and the credentials of deprecated keys under those that replace them',
      prober: 'http',
      written: 'no_follow_redirects: yes\nfollow_redirects: true\nbearer_token: canary',
      shown: `
http:
    ip_protocol_fallback: true
    authorization:
        type: Bearer
        credentials: <secret>
    follow_redirects: false
    enable_http2: true
`,
    },
    {
      name: 'a deprecated file of credentials under the key that replaces it',
      prober: 'http',
      written: 'no_follow_redirects: false\nfollow_redirects: false\nbearer_token_file: /t\nbearer_token: ""',
      shown: `
http:
    ip_protocol_fallback: true
    authorization:
        type: Bearer
        credentials_file: /t
    follow_redirects: true
    enable_http2: true
`,
    },
    {
      name: 'a basic_auth that is empty, and yet sent',
      prober: 'http',
      written: 'basic_auth: {}',
      shown: `
http:
    ip_protocol_fallback: true
    basic_auth:
        username: ""
    follow_redirects: true
    enable_http2: true
`,
    },
    {
      name: 'false where the key is always shown, and not elsewhere',
      prober: 'http',
      written: 'ip_protocol_fallback: false\nfollow_redirects: false\nauthorization: {type: Token}',
      shown: `
http:
    authorization:
        type: Token
    follow_redirects: false
    enable_http2: true
`,
    },
    {
      name: 'nothing of a block in which all is false',
      prober: 'http',
      written: 'ip_protocol_fallback: false\nfollow_redirects: false\nenable_http2: false',
      shown: '',
    },
    {
      name: 'nothing of a tls_config that asks for nothing',
      prober: 'tcp',
      written: 'tls_config: {insecure_skip_verify: false}',
      shown: '\ntcp:\n    ip_protocol_fallback: true\n',
    },
    {
      name: 'a dialogue of tcp',
      prober: 'tcp',
      written: `
query_response:
  - {starttls: true, send: "a\\r\\n", expect: ^(.*)$, labels: [{value: "\${1}", name: all}]}
  - {}
  - {expect: ''}
  - {expect_bytes: !!binary /v79, send: "l\\nm"}
tls: true
source_ip_address: ::1
tls_config: {insecure_skip_verify: true}
`,
      shown: `
tcp:
    ip_protocol_fallback: true
    source_ip_address: ::1
    query_response:
        - expect: ^(.*)$
          labels:
            - name: all
              value: \${1}
          send: "a\\r\\n"
          starttls: true
        - {}
        - expect: null
        - expect_bytes: !!binary /v79
          send: |-
            l
            m
    tls: true
    tls_config:
        insecure_skip_verify: true
`,
    },
    {
      name: 'a unix block, which has no defaults',
      prober: 'unix',
      written: 'tls: true',
      shown: '\nunix:\n    tls: true\n',
    },
    {
      name: 'icmp without a TTL of zero and without what the reference does not know',
      prober: 'icmp',
      written: 'ttl: 0\npayload_size: 5\ndont_fragment: true',
      shown: `
icmp:
    ip_protocol_fallback: true
    payload_size: 5
    dont_fragment: true
`,
    },
    {
      name: 'keys of our own that were written, durations in the form of Go',
      prober: 'icmp',
      written: 'count: 1\ninterval: 1500ms\nmax_loss: 0.2',
      shown: `
icmp:
    ip_protocol_fallback: true
    ttl: 64
    count: 1
    interval: 1.5s
    max_loss: 0.2
`,
    },
    {
      name: 'dns with what was written, without empty lists and rules',
      prober: 'dns',
      written: `
query_name: a.example
query_type: SOA
recursion_desired: false
valid_rcodes: []
validate_answer_rrs: {fail_if_matches_regexp: [a], fail_if_none_matches_regexp: []}
validate_additional_rrs: {}
`,
      shown: `
dns:
    ip_protocol_fallback: true
    query_name: a.example
    query_type: SOA
    validate_answer_rrs:
        fail_if_matches_regexp:
            - a
`,
    },
    {
      name: 'checked durations and pins of tls as the page writes them',
      prober: 'tls',
      written: `min_validity: 336h\npinned_sha256: [sha256/${'A'.repeat(43)}=]\nallowed_issuers: ['']`,
      shown: `
tls:
    ip_protocol_fallback: true
    min_validity: 336h0m0s
    allowed_issuers:
        - null
    pinned_sha256:
        - sha256/${'A'.repeat(43)}=
`,
    },
    {
      name: 'grpc with its address at the end',
      prober: 'grpc',
      written: 'preferred_ip_protocol: ip4\nservice: s\ntls: true',
      shown:
        '\ngrpc:\n    service: s\n    tls: true\n    ip_protocol_fallback: true\n    preferred_ip_protocol: ip4\n',
    },
    {
      name: 'an empty block of grpc, which is not the same as none',
      prober: 'grpc',
      written: '{}',
      shown: '\ngrpc:\n    ip_protocol_fallback: true\n',
    },
  ])('shows $name', ({ prober, written, shown }) => {
    expect(`\n${pageOf(prober, written)}`).toBe(shown === '' ? '\n' : shown);
  });

  test('shows what an alias or a merge brought in', () => {
    const text =
      'modules: {a: &a {prober: tcp, tcp: &t {tls: true}}, b: *a, c: {prober: tcp, tcp: {<<: *t}}}';
    const block =
      'prober: tcp\n        tcp:\n            ip_protocol_fallback: true\n            tls: true\n';
    expect(renderConfig(configOf(text, probersOf({ tcp: tcpOptions })))).toBe(
      `modules:\n    a:\n        ${block}    b:\n        ${block}    c:\n        ${block}`,
    );
  });
});

describe('/config?format=json', () => {
  test('has every key, unlike the page', () => {
    const text = `modules:
  m:
    prober: icmp
    timeout: 1500ms
    icmp: {ip_protocol_fallback: false, ttl: 0}
    unix: {query_response: [{expect: ''}]}
  n: ~
`;
    const known = probersOf({
      icmp: icmpOptions,
      unix: unixOptions,
      grpc: grpcOptions,
    });
    expect(JSON.parse(renderConfigJson(configOf(text, known)))).toMatchObject({
      modules: {
        m: {
          prober: 'icmp',
          timeout: '1.5s',
          icmp: {
            preferred_ip_protocol: '',
            ip_protocol_fallback: false,
            source_ip_address: '',
            payload_size: 0,
            dont_fragment: false,
            ttl: 0,
            count: 1,
            interval: '200ms',
          },
          unix: {
            query_response: [{ expect: '', expect_bytes: '', labels: null, send: '', starttls: false }],
            tls: false,
            tls_config: { ca: null, server_name: '', insecure_skip_verify: false, min_version: null },
          },
          grpc: null,
        },
        n: {},
      },
    });
  });

  test('has the defaults of lists', () => {
    const known = probersOf({ dns: dnsOptions });
    expect(JSON.parse(renderConfigJson(configOf('modules: {m: {prober: dns}}', known)))).toMatchObject({
      modules: { m: { timeout: null, dns: { valid_rcodes: ['NOERROR'], recursion_desired: true } } },
    });
  });
});

describe('debug output', () => {
  function moduleText(block: string, hostname?: string): string {
    const [prober = ''] = block.split(':');
    const definition = probers.get(prober);
    if (definition === undefined) throw new Error(`no prober ${prober}`);
    const config = configOf(`modules: {m: {prober: ${prober}, ${block}}}`, new Map([[prober, definition]]));
    const module = config.modules.get('m');
    if (module === undefined) throw new Error('the module is missing');
    return renderModule(module, hostname);
  }

  test.each([
    {
      name: 'lists at the column of their key',
      block: 'tcp: {query_response: [{expect: a, labels: [{name: n, value: v}]}]}',
      shown: `prober: tcp
tcp:
  ip_protocol_fallback: true
  query_response:
  - expect: a
    labels:
    - name: "n"
      value: v
`,
    },
    {
      name: 'the hostname as the Host header among the others',
      block: 'http: {headers: {X: y, Accept: a}}',
      hostname: 'h.example',
      shown: `prober: http
http:
  ip_protocol_fallback: true
  headers:
    Accept: a
    Host: h.example
    X: "y"
  follow_redirects: true
  enable_http2: true
`,
    },
    {
      name: 'the hostname as the only header',
      block: 'http: {}',
      hostname: 'h.example',
      shown: `prober: http
http:
  ip_protocol_fallback: true
  headers:
    Host: h.example
  follow_redirects: true
  enable_http2: true
`,
    },
    {
      name: 'the hostname as the name for TLS of tcp',
      block: 'tcp: {}',
      hostname: 'h.example',
      shown: `prober: tcp
tcp:
  ip_protocol_fallback: true
  tls_config:
    server_name: h.example
    insecure_skip_verify: false
`,
    },
    {
      name: 'the name for TLS that the module has rather than the hostname',
      block: 'tcp: {tls_config: {server_name: own.example}}',
      hostname: 'h.example',
      shown: `prober: tcp
tcp:
  ip_protocol_fallback: true
  tls_config:
    server_name: own.example
    insecure_skip_verify: false
`,
    },
    {
      name: 'nothing of a hostname that the prober does not use',
      block: 'icmp: {}',
      hostname: 'h.example',
      shown: 'prober: icmp\nicmp:\n  ip_protocol_fallback: true\n  ttl: 64\n',
    },
  ])('shows $name', ({ block, hostname, shown }) => {
    expect(moduleText(block, hostname)).toBe(shown);
  });

  test('leaves the configuration as it is', () => {
    const config = configOf('modules: {m: {prober: http}}', probersOf({ http: httpOptions }));
    const before = renderConfig(config);
    const module = config.modules.get('m');
    if (module === undefined) throw new Error('the module is missing');
    expect(renderModule(module, 'h.example')).toContain('h.example');
    expect(renderConfig(config)).toBe(before);
  });
});
