import { answer, web } from '../peers/web.ts';
import type { Row, Table } from '../row.ts';

const text = 'line one\nstatus=ok\n';

// biome-ignore format: a table of one line a row
const rules: readonly Row[] = [
  ['fails for TLS that is not there', 'fail_if_not_ssl: true', web(answer(200)), 'success 0; http_ssl 0; http_status_code 200; failed_due_to_regex 0'],
  ['does not mind plain text where TLS is forbidden', 'fail_if_ssl: true', web(answer(200)), 'success 1; http_ssl 0'],
  ['ignores tls_config for plain text', 'tls_config: {insecure_skip_verify: true}', web(answer(200)), 'success 1; no tls_'],
  ['fails for a body that hits any of the patterns', 'fail_if_body_matches_regexp: [absent, ^line]', web(answer(200, text)), 'success 0; failed_due_to_regex 1; http_content_length 19; http_uncompressed_body_length 19'],
  ['takes a body that hits none of the patterns', 'fail_if_body_matches_regexp: [absent, ^status]', web(answer(200, text)), 'success 1; failed_due_to_regex 0; http_uncompressed_body_length 19'],
  ['wants all of the patterns in a body', 'fail_if_body_not_matches_regexp: [line, absent]', web(answer(200, text)), 'success 0; failed_due_to_regex 1'],
  ['takes a body with all of the patterns', "fail_if_body_not_matches_regexp: [line, '(?m)^status']", web(answer(200, text)), 'success 1; failed_due_to_regex 0'],
  ['looks for patterns in bytes that are no text', "fail_if_body_not_matches_regexp: ['^a.b$']", web(answer(200, 'a\xffb')), 'success 1'],
  ['does not judge the body after a wrong status', 'fail_if_body_not_matches_regexp: [absent]', web(answer(500, text)), 'success 0; failed_due_to_regex 0; http_uncompressed_body_length 19'],
  ['fails for a header that matches', 'fail_if_header_matches: [{header: content-type, regexp: text}]', web(answer(200, '', 'Content-Type: text/html')), 'success 0; failed_due_to_regex 1'],
  ['fails for an empty header that matches all', "fail_if_header_matches: [{header: X-Empty, regexp: '.*'}]", web(answer(200, '', 'X-Empty:')), 'success 0; failed_due_to_regex 1'],
  ['fails for any of several values that matches', 'fail_if_header_matches: [{header: Set-Cookie, regexp: ^b=}]', web(answer(200, '', 'Set-Cookie: a=1', 'Set-Cookie: b=2')), 'success 0; failed_due_to_regex 1'],
  ['fails for a header that is missing', 'fail_if_header_matches: [{header: X-No, regexp: a}]', web(answer(200)), 'success 0; failed_due_to_regex 1'],
  ['takes a header that may be missing', 'fail_if_header_matches: [{header: X-No, regexp: a, allow_missing: true}]', web(answer(200)), 'success 1; failed_due_to_regex 0'],
  ['wants one of several values to match', 'fail_if_header_not_matches: [{header: Set-Cookie, regexp: ^b=}]', web(answer(200, '', 'Set-Cookie: a=1', 'Set-Cookie: b=2')), 'success 1'],
  ['fails when no value matches', 'fail_if_header_not_matches: [{header: X-A, regexp: ^b$}]', web(answer(200, '', 'X-A: a')), 'success 0; failed_due_to_regex 1'],
  ['fails for a wanted header that is missing', 'fail_if_header_not_matches: [{header: X-No, regexp: a}]', web(answer(200)), 'success 0; failed_due_to_regex 1'],
  ['takes a wanted header that may be missing', 'fail_if_header_not_matches: [{header: X-No, regexp: a, allow_missing: true}]', web(answer(200)), 'success 1'],
  ['does not judge the body after a wrong header', 'fail_if_header_matches: [{header: X-A, regexp: a}], fail_if_body_not_matches_regexp: [line]', web(answer(200, text, 'X-A: a')), 'success 0; failed_due_to_regex 1; http_uncompressed_body_length 19'],
];

// biome-ignore format: a table of one line a row
const json: readonly Row[] = [
  ['takes JSON that the expression does not match', "fail_if_body_json_matches_cel: body.foo == 'bar'", web(answer(200, '{"foo":"baz"}')), 'success 1; failed_due_to_cel 0; failed_due_to_regex 0; http_uncompressed_body_length 13'],
  ['fails for JSON that the expression matches', "fail_if_body_json_matches_cel: body.foo == 'bar'", web(answer(200, '{"foo":"bar"}')), 'success 0; failed_due_to_cel 1; failed_due_to_regex 0; http_status_code 200'],
  ['fails for JSON that a wanted expression does not match', "fail_if_body_json_not_matches_cel: body.foo == 'bar'", web(answer(200, '{"foo":"baz"}')), 'success 0; failed_due_to_cel 1'],
  ['takes JSON that a wanted expression matches', "fail_if_body_json_not_matches_cel: '!has(body.foo)'", web(answer(200, '{}')), 'success 1; failed_due_to_cel 0'],
  ['fails for a key that is missing', "fail_if_body_json_matches_cel: body.foo.bar == 'qux'", web(answer(200, '{}')), 'success 0; failed_due_to_cel 1'],
  ['fails for a result that is no boolean', 'fail_if_body_json_matches_cel: body.foo', web(answer(200, '{"foo":"bar"}')), 'success 0; failed_due_to_cel 1'],
  ['judges a body that is one boolean', 'fail_if_body_json_matches_cel: body', web(answer(200, 'true')), 'success 0; failed_due_to_cel 1'],
  ['judges an element of a list', "fail_if_body_json_not_matches_cel: \"body[1] == 'b'\"", web(answer(200, '["a","b"]')), 'success 1'],
  ['judges a body that is one text', "fail_if_body_json_not_matches_cel: body == 'a'", web(answer(200, '"a"')), 'success 1'],
  ['compares characters beyond the first plane', 'fail_if_body_json_not_matches_cel: "body.a == \'\\U0001F40E\'"', web(answer(200, Buffer.from('{"a":"\u{1f40e}"}').toString('latin1'))), 'success 1'],
  ['compares numbers of different types', 'fail_if_body_json_not_matches_cel: body.a == 1', web(answer(200, '{"a":1.0}')), 'success 1'],
  ['does not add numbers of different types', 'fail_if_body_json_not_matches_cel: body.a + 1 == 2', web(answer(200, '{"a":1}')), 'success 0; failed_due_to_cel 1'],
  ['absorbs an error beside true', 'fail_if_body_json_not_matches_cel: body.no || true', web(answer(200, '{}')), 'success 1'],
  ['fails for an empty body', 'fail_if_body_json_matches_cel: body.a', web(answer(200, '')), 'success 0; failed_due_to_cel 1'],
  ['fails for a body that is no JSON', 'fail_if_body_json_matches_cel: body.a', web(answer(200, 'hello')), 'success 0; failed_due_to_cel 1'],
  ['fails for more behind the JSON', 'fail_if_body_json_not_matches_cel: has(body.a)', web(answer(200, '{"a":1} 2')), 'success 0; failed_due_to_cel 1'],
  ['judges what must not match before what must', 'fail_if_body_json_matches_cel: body.a, fail_if_body_json_not_matches_cel: body.a', web(answer(200, '{"a":true}')), 'success 0; failed_due_to_cel 1'],
  ['is judged beside a rule about the text', 'fail_if_body_not_matches_regexp: [foo], fail_if_body_json_not_matches_cel: body.foo', web(answer(200, '{"foo":true}')), 'success 1; failed_due_to_regex 0; failed_due_to_cel 0'],
  ['does not judge JSON after a wrong status', 'fail_if_body_json_matches_cel: body.a', web(answer(500, '{"a":true}')), 'success 0; failed_due_to_cel 0'],
];

/** What modules demand of web servers. */
export const httpRules: readonly Table[] = [
  { about: 'a rule of an HTTP module', prober: 'http', rows: rules },
  { about: 'a rule about JSON', prober: 'http', rows: json },
];
