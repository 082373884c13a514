/** The block `resolver` of a module: what it reads as, which mistakes it can have, and how it is shown. */
import { describe, expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/module.ts';
import { renderConfig, renderConfigJson } from '../../src/config/render.ts';

/** A configuration of the module `m` with these lines below `resolver:`. */
function textWith(block: string): string {
  return `modules:\n  m:\n    prober: http\n    resolver:\n${block.trim().replaceAll(/^/gmu, '      ')}\n`;
}

function configOf(text: string): Config {
  const loaded = parseConfig({ text, fileName: 'c' }, probers);
  if (!loaded.ok) throw new Error(loaded.issues.map(formatIssue).join('\n'));
  expect(loaded.warnings).toEqual([]);
  return loaded.config;
}

const read = (block: string) => configOf(textWith(block)).modules.get('m')?.resolver;

test.each(['modules: {m: {prober: http}}', 'modules: {m: {prober: http, resolver: }}'])(
  'a module without one has none: %s',
  (text) => {
    expect(configOf(text).modules.get('m')?.resolver).toBeUndefined();
  },
);

test('reads servers with the defaults of the documentation', () => {
  expect(read('servers: ["9.9.9.9", "192.0.2.53:5353", "[2001:db8::53]:53", "[2001:db8::54]"]')).toEqual({
    hosts: new Map(),
    servers: {
      servers: ['9.9.9.9', '192.0.2.53:5353', '[2001:db8::53]:53', '2001:db8::54'],
      protocol: 'udp',
      timeoutMs: 2000,
      attempts: 2,
      search: [],
      ndots: 1,
      tlsOptions: { serverName: '', insecureSkipVerify: false },
    },
  });
});

test('reads every key', () => {
  const block = `
servers: ["https://dns.example/dns-query", "9.9.9.9"]
protocol: https
timeout: 500ms
attempts: 1
search: [corp.example.]
ndots: 0
hosts: {DNS.example.: 9.9.9.9, db: ["10.0.0.1", "fd00:0::1"]}
tls_config: {server_name: dns.test}`;
  expect(read(block)).toMatchObject({
    hosts: new Map([
      ['dns.example', [{ family: 4, address: '9.9.9.9' }]],
      [
        'db',
        [
          { family: 4, address: '10.0.0.1' },
          { family: 6, address: 'fd00::1' },
        ],
      ],
    ]),
    servers: {
      servers: ['https://dns.example/dns-query', '9.9.9.9'],
      protocol: 'https',
      timeoutMs: 500,
      attempts: 1,
      search: ['corp.example'],
      ndots: 0,
      tlsOptions: { serverName: 'dns.test' },
    },
  });
});

test('has no servers when it has hosts alone', () => {
  expect(read('hosts: {a: 192.0.2.1}')).toEqual({
    hosts: new Map([['a', [{ family: 4, address: '192.0.2.1' }]]]),
  });
});

const notAddress =
  'must be an IP address, such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53, not "dns.example"';

test.each([
  ['no block', '4:15: resolver: must be a mapping of keys to values, not a single value', ' 9.9.9.9'],
  [
    'an empty one',
    '4:15: resolver: has neither servers nor hosts, so that nothing is resolved differently; add some, or remove the block',
    ' {}',
  ],
  ['an unknown key', '6:7: resolver.atempts: unknown key, did you mean "attempts"?', 'atempts: 3'],
  ['no servers', '5:16: resolver.servers: must name at least one server', '', '[]'],
  ['a server that is nothing', '5:22: resolver.servers[1]: must be a text, not nothing', '', '[::1, null]'],
  ['a server that is a name', `5:17: resolver.servers[0]: ${notAddress}`, '', '[dns.example]'],
  [
    'a port that is none',
    '5:17: resolver.servers[0]: must have a port between 1 and 65535, not "0"',
    '',
    '["9.9.9.9:0"]',
  ],
  ['a server twice', '5:26: resolver.servers[1]: names a server again', '', '[9.9.9.9, 9.9.9.9]'],
  [
    'a URL over UDP',
    '5:17: resolver.servers[0]: must be an IP address, not "https://dns.example": a URL needs protocol: https',
    '',
    '["https://dns.example"]',
  ],
  [
    'a URL without TLS',
    '5:17: resolver.servers[0]: must be a URL that begins with https://, not "http://dns.example"',
    'protocol: https',
    '["http://dns.example"]',
  ],
  [
    'a URL without a host',
    '5:17: resolver.servers[0]: must be a URL with a host',
    'protocol: https',
    '["https:///q"]',
  ],
  [
    'a URL with a password',
    '5:17: resolver.servers[0]: the URL of a server may not hold a user',
    'protocol: https',
    '["https://u:p@dns.example/"]',
  ],
  [
    'a password in what is no URL',
    '5:17: resolver.servers[0]: must be a URL that begins with https://, not "ftp://u:xxxxx@dns.example/"',
    'protocol: https',
    '["ftp://u:canary@dns.example/"]',
  ],
  [
    'a URL whose port is none',
    '5:17: resolver.servers[0]: must be a URL with a port between 1 and 65535, or with none',
    'protocol: https',
    '["https://dns.example:65536/"]',
  ],
  [
    'a name where a URL may be',
    `5:17: resolver.servers[0]: ${notAddress.replace('an IP', 'a URL or an IP')}`,
    'protocol: https',
    '[dns.example]',
  ],
  ['a protocol', '6:17: resolver.protocol: must be one of udp, tcp, tls, https, not "dot"', 'protocol: dot'],
  ['a time-out of nothing', '6:16: resolver.timeout: must be between 1ms and 30s', 'timeout: 0s'],
  ['a long time-out', '6:16: resolver.timeout: must be between 1ms and 30s', 'timeout: 31s'],
  ['attempts', '6:17: resolver.attempts: must be between 1 and 5', 'attempts: 0'],
  ['ndots', '6:14: resolver.ndots: must be between 0 and 15', 'ndots: 16'],
  [
    'a search domain',
    '6:16: resolver.search[0]: must be a domain such as corp.example, not "a b"',
    'search: [a b]',
  ],
  ['an address', '6:18: resolver.hosts.a: must be an IP address, not "b"', 'hosts: {a: b}'],
  [
    'an address of several',
    '6:29: resolver.hosts.a[1]: must be an IP address, not "b"',
    'hosts: {a: [10.0.0.1, b]}',
  ],
  ['no address', '6:18: resolver.hosts.a: must have at least one IP address', 'hosts: {a: []}'],
  ['nothing as an address', '6:18: resolver.hosts.a: must be an IP address, not nothing', 'hosts: {a: }'],
  [
    'an address as a name',
    '6:25: resolver.hosts["10.0.0.1"]: is no name of a host',
    'hosts: {10.0.0.1: 10.0.0.2}',
  ],
  [
    'a name twice',
    '6:32: resolver.hosts["A."]: is the same name as a; write all addresses as one list',
    'hosts: {a: 10.0.0.1, A.: 10.0.0.2}',
  ],
  [
    'TLS where there is none',
    '6:19: resolver.tls_config: is for the protocols tls and https; set one of them as protocol or remove it',
    'tls_config: {}',
  ],
  [
    'keys for servers that are not there',
    '6:16: resolver.timeout: says how servers are asked, and there are none; add servers or remove it',
    'timeout: 1s',
    'none',
  ],
])('refuses %s', (...[, expected, rest, servers = '[9.9.9.9]']) => {
  const first = servers === 'none' ? 'hosts: {a: 10.0.0.1}' : `servers: ${servers}`;
  const text = rest.startsWith(' ')
    ? `modules:\n  m:\n    prober: http\n    resolver:${rest}\n`
    : textWith(`${first}\n${rest}`);
  const loaded = parseConfig({ text, fileName: 'c' }, probers);
  const issues = loaded.ok ? [] : loaded.issues.map(formatIssue);
  expect(issues.map((issue) => issue.replace('modules.m.', ''))).toEqual([`c:${expected}`]);
});

describe('/config', () => {
  const block = `
servers: ["9.9.9.9:853"]
protocol: tls
hosts: {db: [10.0.0.1, "fd00::1"], api: 203.0.113.7}
tls_config: {cert: a certificate, key: canary}`;

  test('shows what was written, before the blocks of the probers, and no secret', () => {
    const page = renderConfig(configOf(textWith(block)));
    expect(page.slice(0, page.indexOf('        http:'))).toBe(`modules:
    m:
        prober: http
        resolver:
            servers:
                - 9.9.9.9:853
            protocol: tls
            hosts:
                api: 203.0.113.7
                db:
                    - 10.0.0.1
                    - fd00::1
            tls_config:
                cert: a certificate
                key: <secret>
                insecure_skip_verify: false
`);
  });

  test('shows no key where there is none, in JSON either', () => {
    const config = configOf('modules: {m: {prober: http}}');
    expect(renderConfig(config)).not.toContain('resolver');
    expect(renderConfigJson(config)).not.toContain('resolver');
  });

  test('shows in JSON also what was not written', () => {
    const json: unknown = JSON.parse(renderConfigJson(configOf(textWith('hosts: {api: 203.0.113.7}'))));
    expect(json).toMatchObject({
      modules: { m: { resolver: { servers: null, timeout: null, hosts: { api: '203.0.113.7' } } } },
    });
  });
});
