import { expect, test } from 'vitest';
import { pageInTerms } from './page.ts';

const text = `# HELP probe_success Whether it went well.
# TYPE probe_success gauge
probe_success 1
probe_ip_addr_hash 3.668918509e+09
probe_http_duration_seconds{phase="connect"} 0
probe_http_duration_seconds{phase="resolve"} 0.25
probe_expect_info{a="b c 1"} 1
`;

test.each([
  ['a value that is right', 'success 1', 'success 1'],
  ['a value that is not', 'success 0', 'success 1'],
  ['several of them', 'success 1; ip_addr_hash 3.668918509e+09', 'success 1; ip_addr_hash 3.668918509e+09'],
  ['a series that is missing', 'ip_protocol 4', 'no ip_protocol'],
  ['a part of a name', 'ip_addr 1', 'no ip_addr'],
  ['any value', 'http_duration_seconds{phase="resolve"}', 'http_duration_seconds{phase="resolve"}'],
  [
    'any value of a series that is missing',
    'http_duration_seconds{phase="tls"}',
    'no http_duration_seconds{phase="tls"}',
  ],
  ['any series of a family', 'http_duration_seconds', 'http_duration_seconds'],
  ['a label that ends like a value', 'expect_info{a="b c 1"} 1', 'expect_info{a="b c 1"} 1'],
  ['an absence', 'no ssl_', 'no ssl_'],
  ['an absence of what is there', 'no http_', 'http_duration_seconds{phase="connect"}'],
])('a page in the terms of %s', (_name, says, shown) => {
  expect(pageInTerms({ status: 200, text }, says)).toBe(shown);
});

test('an answer other than 200 is its status and text', () => {
  expect(pageInTerms({ status: 400, text: 'Target parameter is missing\n' }, 'success 1')).toBe(
    '400 Target parameter is missing',
  );
});
