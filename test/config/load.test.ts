import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { loadConfig, parseConfig } from '../../src/config/load.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

function parse(text: string | Uint8Array) {
  return parseConfig({ text, fileName: 'config.yml' }, probers);
}

/** The issues of a file, or its warnings when it loads, one line each. */
function remarks(text: string | Uint8Array): readonly string[] {
  const result = parse(text);
  return (result.ok ? result.warnings : result.issues).map(formatIssue);
}

function inHttp(block: string): string {
  return `modules:\n  web:\n    prober: http\n    http:\n      ${block}\n`;
}

test('reports every mistake of a file at once, in file order', () => {
  const text = `modules:
  web:
    prober: http
    timeout: 5
    http:
      valid_status_code: [200]
      body: a
      body_file: b
      enable_http3: true
      basic_auth: { username: a, username_file: b, pasword: c }
      fail_if_body_matches_regexp: ["fine", ":["]
      fail_if_header_matches: [{ regexp: a }]
      tls_config: { cert_file: c, min_version: TLS9 }
  mail:
    prober: [smtp]
    tcp:
      tls: perhaps
  mail: {}
`;
  expect(remarks(text)).toEqual([
    'config.yml:4:14: modules.web.timeout: must be a duration with its unit, such as 5s, 1m30s or 500ms, not "5"',
    'config.yml:6:7: modules.web.http.valid_status_code: unknown key, did you mean "valid_status_codes"?',
    'config.yml:8:18: modules.web.http.body_file: body and body_file exclude each other',
    'config.yml:9:7: modules.web.http.enable_http3: HTTP/3 is not supported by this version of Vantage; remove the key',
    'config.yml:10:49: modules.web.http.basic_auth.username_file: only one of username, username_file may be set; remove the others',
    'config.yml:10:52: modules.web.http.basic_auth.pasword: unknown key, did you mean "password"?',
    'config.yml:11:45: modules.web.http.fail_if_body_matches_regexp[1]: cannot compile the regular expression ":[": error parsing regexp: missing closing ]: `[`',
    'config.yml:12:32: modules.web.http.fail_if_header_matches[0].header: is missing: the name of the header to judge',
    'config.yml:13:32: modules.web.http.tls_config.cert_file: a client certificate needs its key: add key, key_file or key_ref',
    'config.yml:13:48: modules.web.http.tls_config.min_version: must be one of TLS10, TLS11, TLS12, TLS13, not "TLS9"',
    'config.yml:15:13: modules.mail.prober: must be a text, not a list',
    'config.yml:17:12: modules.mail.tcp.tls: must be true or false, not "perhaps"',
    'config.yml:18:3: modules.mail: duplicate key, first given in line 14; remove one of them',
  ]);
});

describe('the place of an issue', () => {
  test.each([
    ['is the value, when it is about the value', 'modules: {m: {prober: [tcp]}}\n', '1:23'],
    ['is the key, when it is about the key', 'modules: {m: {prober: tcp, nope: 1}}\n', '1:28'],
    [
      'is the key of the block that misses one',
      'modules: {m: {prober: dns, dns: {query_type: A}}}\n',
      '1:28',
    ],
    ['is the key of a null that may not be', 'modules: {m: {prober}}\n', '1:15'],
    [
      'is what an alias stands for',
      'modules:\n  a: {prober: tcp, tcp: &t {tls: 5}}\n  b: {prober: tcp, tcp: *t}\n',
      '2:34',
    ],
    ['is where a merged key stands', 'modules:\n  a: &a\n    prober: [tcp]\n  b: {<<: *a}\n', '3:13'],
    ['counts characters after a byte order mark', '\u{feff}modules: 5\n', '1:10'],
    ['is right after line ends of Windows', 'modules:\r\n  m: 5\r\n', '2:6'],
  ])('%s', (_, text, place) => {
    expect(remarks(text).map((line) => line.split(':').slice(1, 3).join(':'))).toEqual([place]);
  });

  test('quotes names that hold more than letters, digits, _ and -', () => {
    expect(remarks('modules: {"a.b c": {prober: tcp, tcp: 5}}\n')).toEqual([
      'config.yml:1:39: modules["a.b c"].tcp: must be a mapping of keys to values, not a single value',
    ]);
  });
});

describe('what is wrong', () => {
  test.each([
    ['empty files', '', 'config.yml:1:1: the file is empty; it needs the key "modules"'],
    [
      'keys without a likely meaning',
      'x-common: {}\n',
      'config.yml:1:1: x-common: unknown key; known here: vantage, target_policy, modules, schedules',
    ],
    ['tabs', 'modules:\n\ta: ~\n', 'config.yml:2:1: a tab cannot indent in YAML; use spaces'],
    [
      'indentation',
      'modules:\n    a: ~\n  b: ~\n',
      'config.yml:3:1: invalid YAML: All mapping items must start at the same column',
    ],
    [
      'control characters',
      'modules: {}\n \u{7}\n',
      'config.yml:2:2: the control character U+0007 is not allowed in YAML; remove it',
    ],
    [
      'bytes that are not UTF-8',
      Buffer.from('modules: {}\n# M\xfcller\n', 'latin1'),
      'config.yml:2:4: the file is not UTF-8 here; save it as UTF-8',
    ],
    [
      'aliases without an anchor',
      'modules: {m: *m}\n',
      'config.yml:1:14: the alias "*m" has no anchor "&m" before it',
    ],
    ['nesting without end', '['.repeat(30_000), 'config.yml:1:101: nested deeper than 100 levels'],
    [
      'lists as texts',
      inHttp('method: [GET]'),
      'config.yml:5:15: modules.web.http.method: must be a text, not a list',
    ],
    [
      'booleans in quotes',
      inHttp('fail_if_ssl: "true"'),
      'config.yml:5:20: modules.web.http.fail_if_ssl: must be written without quotes: true',
    ],
    [
      'sizes without a unit',
      inHttp('body_size_limit: 10'),
      'config.yml:5:24: modules.web.http.body_size_limit: "10" has a part without a known unit; write a number with a unit, such as 10MB or 512KiB',
    ],
    [
      'status codes',
      inHttp('valid_status_codes: [OK]'),
      'config.yml:5:28: modules.web.http.valid_status_codes[0]: must be a code such as 200, "2xx" or "200-299", not "OK"',
    ],
    [
      'codings that the header does not allow',
      inHttp('{compression: gzip, headers: {accept-encoding: br}}').replace('http:\n      ', 'http: '),
      'config.yml:4:40: modules.web.http.headers: accept-encoding: br does not allow the compression gzip that the module expects',
    ],
    [
      'reserved headers',
      inHttp('http_headers: {Host: {values: [a]}}'),
      'config.yml:5:22: modules.web.http.http_headers.Host: this header may not be set here; the client sets it itself or has a key for it',
    ],
    [
      'two ways to authenticate',
      inHttp('{basic_auth: {}, bearer_token: hunter2}').replace('http:\n      ', 'http: '),
      'config.yml:4:42: modules.web.http.bearer_token: only one of basic_auth, bearer_token may be set; remove the others',
    ],
  ])('is said of %s', (_, text, line) => {
    expect(remarks(text)).toEqual([line]);
  });

  test('is said once of a mistake that is merged into several modules', () => {
    const text = 'modules:\n  a: &a {prober: tcp, tcp: {tls: 5}}\n  b: {<<: *a}\n  c: *a\n';
    expect(remarks(text)).toEqual(['config.yml:2:34: modules.a.tcp.tls: must be true or false, not "5"']);
  });

  test('is only the syntax when the file is not YAML', () => {
    expect(remarks('nope: 1\nmodules: {m: {prober: tcp\n')).toEqual([
      'config.yml:3:1: invalid YAML: Flow map in block collection must be sufficiently indented and end with a }',
    ]);
  });

  test('never shows a secret', () => {
    const text = inHttp('bearer_token: [hunter2]\n      authorization: {credentials: hunter3, type: basic}');
    expect(remarks(text).join('\n')).not.toMatch(/hunter/);
    expect(remarks(text)).toHaveLength(2);
  });
});

describe('a feature that this version lacks', () => {
  test('is refused by its key', () => {
    expect(remarks(inHttp('enable_http3: true'))).toEqual([
      'config.yml:5:7: modules.web.http.enable_http3: HTTP/3 is not supported by this version of Vantage; remove the key',
    ]);
  });

  test('is not missed by a key that asks for nothing', () => {
    expect(remarks(inHttp('enable_http3: false'))).toEqual([]);
  });

  const inWebsocket = (key: string, value: string): string =>
    `modules:\n  ws:\n    prober: websocket\n    websocket:\n      http_config:\n        ${key}: ${value}\n`;

  test.each([
    ['proxy_url', 'http://proxy:3128', 'probing through a proxy'],
    ['no_proxy', 'localhost', 'probing through a proxy'],
    ['proxy_from_environment', 'true', 'probing through a proxy'],
    ['proxy_connect_header', '{a: [b]}', 'probing through a proxy'],
    ['oauth2', '{client_id: a, token_url: b}', 'OAuth 2.0'],
  ])('is refused of a WebSocket by its key: %s', (key, value, feature) => {
    expect(remarks(inWebsocket(key, value))).toEqual([
      `config.yml:6:9: modules.ws.websocket.http_config.${key}: ${feature} is not supported by this version of Vantage; remove the key`,
    ]);
  });

  test.each([
    ['proxy_url', '""'],
    ['no_proxy', '""'],
    ['proxy_from_environment', 'false'],
    ['proxy_connect_header', '{}'],
    ['oauth2', '~'],
  ])('is not missed of a WebSocket by %s: %s', (key, value) => {
    expect(remarks(inWebsocket(key, value))).toEqual([]);
  });
});

test('warns of deprecated keys, at their places', () => {
  const text = inHttp(
    'no_follow_redirects: true\n      bearer_token: ~\n      bearer_token_file: /run/token',
  );
  expect(remarks(text)).toEqual([
    'config.yml:5:7: modules.web.http.no_follow_redirects: is deprecated; write follow_redirects with the opposite value instead',
    'config.yml:7:7: modules.web.http.bearer_token_file: is deprecated; write authorization with credentials_file instead',
  ]);
});

describe('the configuration', () => {
  test('holds modules by name, in file order, and apart from them those that are null', () => {
    const result = parse('modules:\n  b: {prober: tcp, timeout: 1.5s}\n  5: {prober: http}\n  a: ~\n');
    if (!result.ok) throw new Error('does not load');
    const modules = [...result.config.modules].map(([key, { name, prober, timeoutMs }]) => [
      key,
      name,
      prober.name,
      timeoutMs,
    ]);
    expect(modules).toEqual([
      ['b', 'b', 'tcp', 1500],
      ['5', '5', 'http', 0],
    ]);
    expect([...result.config.proberlessModules.keys()]).toEqual(['a']);
  });

  test('has modules whose prober does not exist, and warns of them', () => {
    const result = parse(
      'modules:\n  a: {prober: htp}\n  b: {timeout: 1s}\n  c: {prober: pigeon}\n  d: {prober: }\n',
    );
    if (!result.ok) throw new Error('does not load');
    const { modules, proberlessModules } = result.config;
    expect([...modules]).toEqual([]);
    expect(
      [...proberlessModules.values()].map(({ name, proberName, timeoutMs }) => [name, proberName, timeoutMs]),
    ).toEqual([
      ['a', 'htp', 0],
      ['b', '', 1000],
      ['c', 'pigeon', 0],
      ['d', '', 0],
    ]);
    const known = 'use one of dns, grpc, http, icmp, statuspage, tcp, tls, unix, websocket';
    expect(result.warnings.map(formatIssue)).toEqual([
      'config.yml:2:7: modules.a.prober: unknown prober "htp": every probe of this module is refused; did you mean "http"?',
      `config.yml:3:6: modules.b.prober: is missing: every probe of this module is refused; ${known}`,
      `config.yml:4:7: modules.c.prober: unknown prober "pigeon": every probe of this module is refused; ${known}`,
      `config.yml:5:7: modules.d.prober: is missing: every probe of this module is refused; ${known}`,
    ]);
  });

  test('has the options of the module and no others', () => {
    const result = parse('modules: {m: {prober: tcp, tcp: {tls: true}, http: {method: PUT}}}\n');
    if (!result.ok) throw new Error('does not load');
    expect(result.config.modules.get('m')?.options).toEqual({
      preferredIpProtocol: '',
      ipProtocolFallback: true,
      sourceIpAddress: '',
      queryResponse: [],
      tls: true,
      tlsOptions: { serverName: '', insecureSkipVerify: false },
      checkRevoked: false,
    });
  });

  test('takes what the first of several merged mappings says', () => {
    const result = parse(
      'modules: {m: {<<: [{timeout: 2s}, {timeout: 3s, prober: tcp}]}, n: {timeout: 4s, <<: {timeout: 5s, prober: tcp}}}\n',
    );
    if (!result.ok) throw new Error('does not load');
    expect(['m', 'n'].map((name) => result.config.modules.get(name)?.timeoutMs)).toEqual([2000, 4000]);
  });

  test.each(['utf16le', 'utf8'] as const)('is read from %s with a byte order mark', (encoding) => {
    expect(parse(Buffer.from('\u{feff}modules: {m: {prober: tcp}}\n', encoding)).ok).toBe(true);
  });

  test('is read from big-endian UTF-16 with a byte order mark', () => {
    expect(parse(Buffer.from('\u{feff}modules: {m: {prober: tcp}}\n', 'utf16le').swap16()).ok).toBe(true);
  });
});

describe('aliases that multiply', () => {
  test('are refused when they repeat nearly all of a large file', () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0 ? '  m0: &m0 {a: 1}\n' : `  m${level}: &m${level} [${`*m${level - 1}, `.repeat(9)}]\n`,
    );
    expect(remarks(`modules:\n${levels.join('')}`).join('\n')).toContain(
      'aliases repeat too much of the file; write less of it by alias',
    );
  });

  test('may share one block among a thousand modules', () => {
    const modules = Array.from({ length: 1000 }, (_, index) => `  m${index}: {<<: *base, timeout: 1s}\n`);
    expect(remarks(`modules:\n  base: &base {prober: tcp, tcp: {tls: yes}}\n${modules.join('')}`)).toEqual(
      [],
    );
  });
});

describe('reading the file', () => {
  test('takes the file at the path', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'vantage.yml');
    writeFileSync(path, 'modules: {m: {probr: tcp}}\n');
    const result = await loadConfig([path], probers);
    expect(result.ok ? [] : result.issues.map(formatIssue)).toEqual([
      `${path}:1:15: modules.m.probr: unknown key, did you mean "prober"?`,
    ]);
  });

  test('says why there is nothing to read', async () => {
    using directory = temporaryDirectory();
    const results = await Promise.all([
      loadConfig([join(directory.path, 'nowhere.yml')], probers),
      loadConfig([directory.path], probers),
    ]);
    expect(results.flatMap((result) => (result.ok ? [] : result.issues.map(formatIssue)))).toEqual([
      `${directory.path}/nowhere.yml: cannot read the configuration file: it does not exist`,
      `${directory.path}: the folder has no configuration file: none that ends in .yml or .yaml`,
    ]);
  });
});

describe('no input makes it throw', () => {
  const valid = `%YAML 1.1
---
modules:
  web: &web
    prober: http
    timeout: 5s
    http:
      headers: {Accept: "text/*", "X-A": 'b'}
      body: !!binary aGVsbG8=
      valid_status_codes: [200, 2xx]
  <<: {mail: {<<: *web, tcp: {query_response: [{expect: "^+OK", send: |
    }]}}}
vantage: {name: here, labels: {zone: a}}
schedules:
  - job_name: j
    module: web
    interval: 30s
    buckets: [0.1, 500ms]
    slo: {availability: 99.9, latency: {threshold: 1s, ratio: 99}}
    static_configs: [{targets: [a, b], labels: {__interval__: 1m, x: y}}]
    http_sd_configs: [{url: "https://sd.example/"}]
`;

  test('not a file with random parts put in or left out', () => {
    const fragment = fc.constantFrom(
      '&a ',
      '*web',
      '<<: ',
      '!!',
      '? ',
      ': ',
      '- ',
      '[',
      '{',
      '}',
      '"',
      '\t',
      '\n',
      '%',
      '|',
      '~',
    );
    const edit = fc.record({
      at: fc.nat(valid.length),
      remove: fc.nat(8),
      insert: fc.oneof(fragment, fc.string()),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const text = edits.reduce(
          (before, { at, remove, insert }) => before.slice(0, at) + insert + before.slice(at + remove),
          valid,
        );
        const result = parse(text);
        for (const { line = 0, column = 0, message } of result.ok ? result.warnings : result.issues) {
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
          expect(message).not.toBe('');
        }
      }),
      { numRuns: 300 },
    );
  });

  test('not arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const result = parse(bytes);
        expect(result.ok || result.issues.length > 0).toBe(true);
      }),
    );
  });
});
