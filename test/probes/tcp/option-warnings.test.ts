import { describe, expect, test } from 'vitest';
import { tcpOptions } from '../../../probes/tcp/options.ts';
import { tcpProber } from '../../../probes/tcp/prober.ts';
import { mint } from '../../helpers/certificates.ts';
import { warningsOf } from '../../helpers/config-warnings.ts';
import { testContext } from '../../helpers/context.ts';
import { startTlsServer } from '../../helpers/tls-server.ts';
import { yamlValue } from '../../helpers/yaml-value.ts';

const tls = 'tls: true, tls_config: {insecure_skip_verify: true}';
const greeting = 'expect: (.)';

const failing = [
  [
    'a source that is no address',
    '{source_ip_address: eth0}',
    'source_ip_address: fails every probe: it is no IP address',
  ],
  [
    'STARTTLS with TLS from the start',
    `{${tls}, query_response: [{starttls: true}]}`,
    'query_response[0].starttls: fails every probe that gets here: the connection has TLS already',
  ],
  [
    'a label that is given twice',
    `{${tls}, query_response: [{${greeting}, labels: [{name: a, value: b}, {name: a, value: c}]}]}`,
    'query_response[0].labels[1].name: fails every probe that gets here: the label "a" is given twice',
  ],
  [
    'a reserved label',
    `{${tls}, query_response: [{${greeting}, labels: [{name: __a, value: b}]}]}`,
    'query_response[0].labels[0].name: fails every probe that gets here: "__a" cannot be the name of a label',
  ],
  [
    'a label without a name',
    `{${tls}, query_response: [{${greeting}, labels: [{value: b}]}]}`,
    'query_response[0].labels[0].name: fails every probe that gets here: "" cannot be the name of a label',
  ],
  [
    'labels in a second step',
    `{${tls}, query_response: [{${greeting}, labels: []}, {${greeting}, labels: []}]}`,
    'query_response[1].labels: fails every probe that gets here: an earlier step has labels',
  ],
] as const;

describe('what fails every probe', () => {
  test.each(failing)('is warned of: %s', (_name, block, warning) => {
    expect(warningsOf('tcp', block)).toEqual([warning]);
  });

  test.each(failing)('does fail, and it is our fault: %s', async (_name, block) => {
    const identity = mint({ dnsNames: ['localhost'] });
    await using server = await startTlsServer({ identity, onConnection: (socket) => socket.write('a\nb\n') });
    using context = testContext();
    const target = { text: `localhost:${server.port}` };
    const outcome = await tcpProber.probe(target, tcpOptions.parse(yamlValue(block)), context);
    expect(outcome).toMatchObject({ ok: false, failure: { blame: 'local' } });
  });
});

test.each([
  [
    'a second STARTTLS',
    '{query_response: [{starttls: true}, {send: a}, {starttls: true}]}',
    ['query_response[2].starttls: fails every probe that gets here: the connection has TLS already'],
  ],
  ['labels in one step', `{query_response: [{${greeting}, labels: [{name: a}, {name: b}]}, {send: c}]}`, []],
  [
    'labels without a match',
    '{query_response: [{send: a, labels: [{name: a}]}]}',
    ['query_response[0].labels: has no effect without expect'],
  ],
  [
    'TLS that nobody starts',
    '{tls_config: {server_name: a}}',
    ['tls_config: has no effect without tls: true or a step with starttls'],
  ],
  ['TLS that a step starts', '{tls_config: {server_name: a}, query_response: [{starttls: true}]}', []],
  ['an empty block', '{tls_config: {}}', []],
  [
    'a key in a store',
    '{tls: true, tls_config: {cert: c, key_ref: k}}',
    ['tls_config.key_ref: fails every probe that needs it: there is no secret store to look it up in'],
  ],
])('other surprises are told: %s', (_name, block, warnings) => {
  expect(warningsOf('tcp', block)).toEqual(warnings);
});
