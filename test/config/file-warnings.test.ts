import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { fileWarnings } from '../../src/config/file-warnings.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { mint } from '../helpers/certificates.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const identity = mint({ dnsNames: ['localhost'] });
const other = mint({ dnsNames: ['localhost'] });

/** The warnings about a module, with `DIR/` for the directory that holds the files of this test. */
async function warningsOf(module: string): Promise<readonly string[]> {
  using directory = temporaryDirectory();
  const at = (name: string) => join(directory.path, name);
  writeFileSync(at('text'), 'secret');
  writeFileSync(at('ca.pem'), identity.certPem);
  writeFileSync(at('cert.pem'), identity.certPem);
  writeFileSync(at('key.pem'), identity.keyPem);
  writeFileSync(at('other.pem'), other.keyPem);
  mkdirSync(at('folder'));
  const text = `modules:\n  m:\n${module.replaceAll(/^/gm, '    ')}\n`;
  writeFileSync(at('c.yml'), text.replaceAll('DIR', directory.path));
  const warnings = await fileWarnings([at('c.yml')], probers);
  return warnings.map((warning) =>
    formatIssue(warning).replaceAll(directory.path, 'DIR').replace('DIR/c.yml:', ''),
  );
}

test.each([
  [
    'files that are there',
    'prober: http\nhttp: {body_file: DIR/text, tls_config: {ca_file: DIR/ca.pem, cert_file: DIR/cert.pem, key_file: DIR/key.pem}}',
    [],
  ],
  [
    'a body that is not there',
    'prober: http\nhttp: {body_file: DIR/gone}',
    [
      '4:23: modules.m.http.body_file: fails every probe that needs it: cannot read DIR/gone: it does not exist',
    ],
  ],
  [
    'files of a resolver',
    `prober: tcp
resolver:
  servers: [9.9.9.9]
  protocol: tls
  tls_config: {ca_file: DIR/gone}`,
    [
      '7:29: modules.m.resolver.tls_config.ca_file: fails every probe that needs it: cannot read DIR/gone: it does not exist',
    ],
  ],
  [
    'what is no PEM in files of a resolver',
    `prober: tcp
resolver:
  servers: [9.9.9.9]
  protocol: tls
  tls_config: {ca_file: DIR/text}`,
    [
      '7:19: modules.m.resolver.tls_config: fails every probe that uses TLS: the CA bundle in DIR/text holds no certificate',
    ],
  ],
  [
    'a folder',
    'prober: http\nhttp:\n  bearer_token_file: DIR/folder',
    [
      '5:26: modules.m.http.bearer_token_file: fails every probe that needs it: cannot read DIR/folder: it is a directory',
    ],
  ],
  [
    'each of several',
    `prober: http
http:
  http_headers:
    X:
      files: [DIR/text, DIR/a]
  basic_auth:
    username_file: DIR/b
    password_file: DIR/c
  tls_config: {ca_file: DIR/d}`,
    [
      expect.stringContaining(
        'modules.m.http.http_headers.X.files[1]: fails every probe that needs it: cannot read DIR/a',
      ),
      '9:24: modules.m.http.basic_auth.username_file: fails every probe that needs it: cannot read DIR/b: it does not exist',
      '10:24: modules.m.http.basic_auth.password_file: fails every probe that needs it: cannot read DIR/c: it does not exist',
      '11:29: modules.m.http.tls_config.ca_file: fails every probe that needs it: cannot read DIR/d: it does not exist',
    ],
  ],
  [
    'the secrets of oauth2',
    `prober: http
http:
  oauth2:
    client_id: i
    token_url: http://h
    client_secret_file: DIR/a
    tls_config: {ca_file: DIR/b}`,
    [
      '8:29: modules.m.http.oauth2.client_secret_file: fails every probe that needs it: cannot read DIR/a: it does not exist',
      '9:31: modules.m.http.oauth2.tls_config.ca_file: fails every probe that needs it: cannot read DIR/b: it does not exist',
    ],
  ],
  [
    'headers of a websocket',
    'prober: websocket\nwebsocket: {headers: {A: plain, B: {files: [DIR/a]}}}',
    [
      '4:49: modules.m.websocket.headers.B.files[0]: fails every probe that needs it: cannot read DIR/a: it does not exist',
    ],
  ],
  [
    'a bundle without certificates',
    'prober: tcp\ntcp:\n  tls_config:\n    ca_file: DIR/text',
    [
      '6:9: modules.m.tcp.tls_config: fails every probe that uses TLS: the CA bundle in DIR/text holds no certificate',
    ],
  ],
  [
    'authorities that are none',
    'prober: tcp\ntcp: {tls_config: {ca: nothing}}',
    ['4:23: modules.m.tcp.tls_config: fails every probe that uses TLS: the CA bundle holds no certificate'],
  ],
  [
    'a key of another certificate',
    'prober: grpc\ngrpc: {tls: true, tls_config: {cert_file: DIR/cert.pem, key_file: DIR/other.pem}}',
    [
      '4:35: modules.m.grpc.tls_config: fails every probe that uses TLS: the client certificate in DIR/cert.pem and its key are no PEM pair',
    ],
  ],
  ['a key in a store, which is told elsewhere', 'prober: tcp\ntcp: {tls_config: {cert: c, key_ref: k}}', []],
  ['files of another prober', 'prober: tcp\nhttp: {body_file: DIR/gone}', []],
  ['a prober that does not exist', 'prober: pigeon\nhttp: {body_file: DIR/gone}', []],
])('are told of %s', async (_name, module, warnings) => {
  expect(await warningsOf(module)).toEqual(warnings);
});

test('is told of a file once, however many modules share it', async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'c.yml');
  writeFileSync(
    path,
    'modules:\n  a: &a\n    prober: http\n    http: {body_file: /nowhere/gone}\n  b: *a\n  c: {<<: *a, timeout: 5s}\n',
  );
  expect((await fileWarnings([path], probers)).map(formatIssue)).toEqual([
    `${path}:4:23: modules.a.http.body_file: fails every probe that needs it: cannot read /nowhere/gone: it does not exist`,
  ]);
});
