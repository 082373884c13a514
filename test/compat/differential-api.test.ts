/** The HTTP interface of the built program beside that of a blackbox_exporter that is installed here. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Answer } from '../helpers/app.ts';
import { startTcpServer, type TcpServer } from '../helpers/tcp-server.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { differences } from './differences.ts';
import { type Pair, startPair } from './pair.ts';
import { findReference } from './reference.ts';

const configuration = `# A file with anchors, numbers and all that may look odd.
modules:
  http_2xx: { prober: http }
  a10: &web
    prober: http
    timeout: 1m30s
    http:
      valid_status_codes: [200, 0x194, 010]
      valid_http_versions: [HTTP/1.1, HTTP/2.0]
      preferred_ip_protocol: ip4
      ip_protocol_fallback: false
      no_follow_redirects: true
      fail_if_ssl: on
      method: POST
      headers: { X-B: "1.0", X-A: yes, Host: a.test }
      fail_if_body_matches_regexp: ['(?i)b+', '']
      fail_if_header_not_matches: [ { header: X-A, regexp: ^a, allow_missing: true } ]
      body: |
        two
        lines: "quoted"
      basic_auth: { username: me, password: hunter2 }
      tls_config: { ca_file: /nonexistent, server_name: b.test }
      compression: gzip
      body_size_limit: 1.5MB
  a9: { <<: *web, timeout: 1.5s }
  bearer: { prober: http, http: { bearer_token: hunter2 } }
  token: { prober: http, http: { authorization: { type: Token, credentials: hunter2 } } }
  5: { prober: tcp, tcp: { tls: yes, query_response: [ { expect: '^+OK', send: 'a \${1}', starttls: true } ] } }
  n: ~
  dns:
    prober: dns
    dns:
      query_name: a.test
      query_type: MX
      query_class: CH
      transport_protocol: tcp
      dns_over_tls: true
      recursion_desired: false
      valid_rcodes: [NOERROR, NXDOMAIN]
      validate_answer_rrs: { fail_if_matches_regexp: [a], fail_if_none_matches_regexp: ['b c'] }
      validate_authority_rrs: { fail_if_all_match_regexp: [d] }
  ping: { prober: icmp, icmp: { ttl: 5, payload_size: 100, dont_fragment: true, source_ip_address: '::1' } }
  rpc: { prober: grpc, grpc: { service: s, tls: true, preferred_ip_protocol: ip4 } }
  pigeon: { prober: pigeon }
  tcp: { prober: tcp, timeout: 5s }
`;

const reference = findReference();

describe.skipIf(reference === undefined)('both', () => {
  if (reference === undefined) return;
  const directory = temporaryDirectory();
  const path = join(directory.path, 'config.yml');
  let pair: Pair;
  let peer: TcpServer;

  beforeAll(async () => {
    writeFileSync(path, configuration);
    peer = await startTcpServer(() => {});
    pair = await startPair(reference, path);
  });

  afterAll(async () => {
    await pair[Symbol.asyncDispose]();
    await peer[Symbol.asyncDispose]();
    directory[Symbol.dispose]();
  });

  test.each([
    ['an unknown module', '/probe?module=nope&target=x'],
    ['an unknown module that has to be quoted', '/probe?module=%22%5C%0A%00%C3%A9&target=x'],
    ['no module and no target', '/probe'],
    ['an empty module', '/probe?module=&target='],
    ['no target', '/probe?module=tcp'],
    ['a target with a semicolon', '/probe?module=tcp&target=a;b'],
    ['a target with a bad escape', '/probe?module=tcp&target=%zz'],
    ['a module that is null', '/probe?module=n&target=x'],
    ['a prober that does not exist', '/probe?module=pigeon&target=x'],
    ['a host name that contradicts the module', '/probe?module=a9&target=x&hostname=b.test'],
    ['a run that nobody made', '/logs?id=999'],
    ['a check of health', '/-/healthy'],
    ['a reload by GET', '/-/reload'],
    ['a path that is not clean', '//probe?x=1'],
    ['a path with dots', '/a/../metrics'],
  ])('answer the same to %s', async (_name, request) => {
    const [ours, theirs] = await pair.ask(request);
    expect(headOf(ours)).toEqual(headOf(theirs));
    expect(ours.text).toBe(theirs.text);
  });

  test.each(['soon', '0x', '1e400', ' 5', '1_0', '5s'])(
    'answer the same to the time-out "%s"',
    async (scrapeTimeout) => {
      const headers = { 'X-Prometheus-Scrape-Timeout-Seconds': scrapeTimeout };
      const [ours, theirs] = await pair.ask(`/probe?module=tcp&target=${peer.target}`, { headers });
      expect(differences(ours, theirs)).toEqual([]);
    },
  );

  test.each([
    ['the own metrics', '/metrics'],
    ['the start page', '/'],
    ['a path that is not known', '/nope'],
    ['the configuration', '/config'],
  ])('answer with the same status and type to %s', async (_name, request) => {
    const [ours, theirs] = await pair.ask(request);
    expect(headOf(ours)).toEqual(headOf(theirs));
  });

  test('show the same configuration, letter by letter', async () => {
    const [ours, theirs] = await pair.ask('/config');
    expect(ours.text).toBe(theirs.text);
  });

  test('show the same of a run that is looked at closely', async () => {
    const [ours, theirs] = await pair.ask(`/probe?module=tcp&target=${peer.target}&debug=true`);
    expect(headOf(ours)).toEqual(headOf(theirs));
    const [mine, yours] = [ours.text, theirs.text].map(partsOf);
    expect(mine?.headings).toEqual(yours?.headings);
    expect(mine?.module).toEqual(yours?.module);
    expect(
      differences({ ...ours, text: mine?.metrics ?? '' }, { ...theirs, text: yours?.metrics ?? '' }),
    ).toEqual([]);
  });

  test('keep the run', async () => {
    const [ours, theirs] = await pair.ask('/logs?id=0');
    expect(headOf(ours)).toEqual(headOf(theirs));
    expect([ours.text, theirs.text].map((text) => text.startsWith('Logs for the probe:'))).toEqual([
      true,
      true,
    ]);
  });

  test('show the run on the start page', async () => {
    const [ours, theirs] = await pair.ask('/');
    const runs = ({ text }: Answer) =>
      [...text.matchAll(/<td>(tcp)<\/td><td>([^<]*)<\/td><td>(.*?)<\/td>/gu)].map((cells) => cells.slice(1));
    expect(runs(ours)).toEqual(runs(theirs));
    expect(runs(ours)).not.toEqual([]);
  });

  test.each([
    ['refuse a broken file', 'modules: { tcp: { prober: tcp, nope: 1 } }\n', 500],
    ['keep refusing it', 'modules: { tcp: { prober: tcp, nope: 1 } }\n', 500],
    ['take a file that is right', 'modules: { other: { prober: tcp } }\n', 200],
    ['take it again', 'modules: { other: { prober: tcp } }\n', 200],
  ])('%s when they are told to reload', async (_name, text, status) => {
    writeFileSync(path, text);
    const [ours, theirs] = await pair.ask('/-/reload', { method: 'POST' });
    expect(headOf(ours)).toEqual(headOf(theirs));
    expect(ours.status).toBe(status);
    const [mine, yours] = [ours, theirs].map(({ text: said }) =>
      said.replace(/(?<=^failed to reload config: ).*\n/su, ''),
    );
    expect(mine).toBe(yours);
  });

  test('probe by the new file', async () => {
    const [ours, theirs] = await pair.ask(`/probe?module=other&target=${peer.target}`);
    expect(differences(ours, theirs)).toEqual([]);
    const [mine, yours] = await pair.ask(`/probe?module=tcp&target=${peer.target}`);
    expect(mine.text).toBe(yours.text);
  });
});

/** Status and the header fields that clients may depend on. `X-Content-Type-Options` we send with every answer. */
function headOf({ status, headers }: Answer) {
  return {
    status,
    type: headers['content-type']?.replace('; escaping=underscores', ''),
    location: headers.location,
  };
}

/** A debug text by its parts; the lines of the run are each program's own. */
function partsOf(text: string) {
  const [logs = '', metrics = '', module = ''] = text.split('\n\n\n');
  return {
    headings: [logs, metrics, module].map((part) => part.split('\n', 1)[0]),
    metrics,
    module: parse(module.replace(/^.*\n/u, '')) as unknown,
  };
}
