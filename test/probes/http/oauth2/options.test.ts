import { expect, test } from 'vitest';
import { httpOptions } from '../../../../probes/http/options.ts';
import { yamlValue } from '../../../helpers/yaml-value.ts';

test.each([
  ['no client_id', '{oauth2: {token_url: b}}', 'is missing: the name of this client'],
  ['no token_url', '{oauth2: {client_id: a}}', 'is missing: where tokens are given out'],
  [
    'two secrets',
    '{oauth2: {client_id: a, token_url: b, client_secret: c, client_secret_file: d}}',
    'only one of client_secret, client_secret_file may be set; remove the others',
  ],
  [
    'two keys',
    '{oauth2: {client_id: a, token_url: b, client_certificate_key: c, client_certificate_key_ref: d}}',
    'only one of client_certificate_key, client_certificate_key_ref may be set; remove the others',
  ],
  [
    'an unknown algorithm for assertions',
    '{oauth2: {client_id: a, token_url: b, grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", signature_algorithm: ES256}}',
    'signature_algorithm must be one of RS256, RS384, RS512',
  ],
  [
    'basic_auth beside it',
    '{basic_auth: {}, oauth2: {client_id: a, token_url: b}}',
    'only one of basic_auth, oauth2 may be set; remove the others',
  ],
  [
    'a bearer token beside it',
    '{bearer_token: t, oauth2: {client_id: a, token_url: b}}',
    'only one of bearer_token, oauth2 may be set; remove the others',
  ],
  [
    'a proxy of its own that is none',
    '{oauth2: {client_id: a, token_url: b, no_proxy: c}}',
    'no_proxy needs proxy_url',
  ],
])('refuses %s', (_, block, message) => {
  const result = httpOptions.safeParse(yamlValue(block));
  expect(result.error?.issues.map((issue) => issue.message)).toEqual([message]);
});

test.each([
  ['an unknown grant', '{oauth2: {client_id: a, token_url: b, grant_type: other}}'],
  [
    'an unknown algorithm without an assertion',
    '{oauth2: {client_id: a, token_url: b, signature_algorithm: ES256}}',
  ],
  ['a null', '{oauth2: ~}'],
])('accepts %s', (_, block) => {
  expect(httpOptions.safeParse(yamlValue(block)).success).toBe(true);
});
