import { expect, test } from 'vitest';
import { httpOptions } from '../../../../probes/http/options.ts';
import { yamlValue } from '../../../helpers/yaml-value.ts';

test.each([
  ['a URL that is none', '{proxy_url: "://me:secret@x"}', 'is not a URL such as http://proxy.example:3128'],
  [
    'two sources',
    '{proxy_url: "http://p", proxy_from_environment: true}',
    'proxy_url and proxy_from_environment exclude each other',
  ],
  ['exceptions without a proxy', '{no_proxy: a.test}', 'no_proxy needs proxy_url'],
  [
    'exceptions beside the environment',
    '{proxy_from_environment: true, no_proxy: a.test}',
    'proxy_from_environment has its own NO_PROXY; remove no_proxy',
  ],
  [
    'header fields without a proxy',
    '{proxy_connect_header: {A: [b]}}',
    'proxy_connect_header needs a proxy: set proxy_url or proxy_from_environment',
  ],
  [
    'a header field that is no list',
    '{proxy_url: "http://p", proxy_connect_header: {A: b}}',
    'must be a list, not a single value',
  ],
])('refuses %s', (_, block, message) => {
  const result = httpOptions.safeParse(yamlValue(block));
  expect(result.error?.issues.map((issue) => issue.message)).toEqual([message]);
});

test.each([
  ['an empty URL', '{proxy_url: "", no_proxy: a.test}'],
  ['an empty URL beside the environment', '{proxy_url: "", proxy_from_environment: true}'],
  ['a scheme that no probe can use', '{proxy_url: "ftp://p"}'],
])('accepts %s', (_, block) => {
  expect(httpOptions.safeParse(yamlValue(block)).success).toBe(true);
});
