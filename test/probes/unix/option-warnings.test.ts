import { expect, test } from 'vitest';
import { warningsOf } from '../../helpers/config-warnings.ts';

const noName = 'fails every probe: a path is no name to verify; set server_name in tls_config';

test.each([
  ['TLS with a name', '{tls: true, tls_config: {server_name: a}}', []],
  ['TLS that is not verified', '{tls: true, tls_config: {insecure_skip_verify: true}}', []],
  ['TLS without a name', '{tls: true}', [`tls: ${noName}`]],
  [
    'STARTTLS without a name',
    '{query_response: [{starttls: true}]}',
    [`query_response[0].starttls: ${noName}`],
  ],
  [
    'TLS that nobody starts',
    '{tls_config: {server_name: a}}',
    ['tls_config: has no effect without tls: true or a step with starttls'],
  ],
  [
    'a reserved label',
    '{query_response: [{expect: a, labels: [{name: __a}]}]}',
    [
      'query_response[0].labels[0].name: fails every probe that gets here: "__a" cannot be the name of a label',
    ],
  ],
])('loads with %s, and a warning for what will not work', (_name, block, warnings) => {
  expect(warningsOf('unix', block)).toEqual(warnings);
});
