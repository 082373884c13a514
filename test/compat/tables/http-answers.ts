import { reply, response } from '../../helpers/http-server.ts';
import { answer, type Coding, coded, encode, ifRequest, web } from '../peers/web.ts';
import type { Row, Table } from '../row.ts';

const text = 'line one\nstatus=ok\n';
const long = 'abcdefgh'.repeat(128);

/** The two lengths of a page: as announced, in one coding, and as read, in another. */
function lengthsOf(announced: Coding, read: Coding): string {
  const [one, other] = [announced, read].map((coding) => encode(coding, long).length);
  return `http_content_length ${one}; http_uncompressed_body_length ${other}`;
}

// biome-ignore format: a table of one line a row
const answers: readonly Row[] = [
  ['tells all of a plain success', '', web(answer(200, 'hello')), 'success 1; http_status_code 200; http_version 1.1; http_content_length 5; http_uncompressed_body_length 5; http_redirects 0; http_ssl 0; failed_due_to_regex 0; no failed_due_to_cel; no http_last_modified_timestamp_seconds; no ssl_; no tls_; no failure_info'],
  ['tells all phases and the address of a success', '', web(answer(200)), 'duration_seconds; timeout_seconds 10; ip_protocol 4; ip_addr_hash 3.668918509e+09; dns_lookup_time_seconds; http_duration_seconds{phase="resolve"}; http_duration_seconds{phase="connect"}; http_duration_seconds{phase="tls"} 0; http_duration_seconds{phase="processing"}; http_duration_seconds{phase="transfer"}'],
  ['takes 200', '', web(answer(200)), 'success 1'],
  ['takes 201', '', web(answer(201)), 'success 1; http_status_code 201'],
  ['takes 299', '', web(answer(299)), 'success 1; http_status_code 299'],
  ['refuses 300', '', web(answer(300)), 'success 0; http_status_code 300'],
  ['refuses 404, and still measures its body', '', web(answer(404, text)), 'success 0; http_status_code 404; http_content_length 19; http_uncompressed_body_length 19'],
  ['takes a listed 404', 'valid_status_codes: [200, 404]', web(answer(404)), 'success 1; http_status_code 404'],
  ['refuses an unlisted 201', 'valid_status_codes: [200, 404]', web(answer(201)), 'success 0'],
  ['takes HTTP/1.1 where it is listed', 'valid_http_versions: [HTTP/1.1, HTTP/2.0]', web(answer(200)), 'success 1; http_version 1.1'],
  ['refuses HTTP/1.1 where it is not', 'valid_http_versions: [HTTP/2.0]', web(answer(200)), 'success 0; http_status_code 200; http_version 1.1'],
  ['takes any version of an empty list', 'valid_http_versions: []', web(answer(200)), 'success 1'],
  ['tells HTTP/1.0', '', web(reply('HTTP/1.0 200 OK\r\n\r\nabc')), 'success 1; http_version 1; http_content_length -1; http_uncompressed_body_length 3'],
  ['passes over 103', '', web(reply(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${response(200, '')}`)), 'success 1; http_status_code 200'],
  ['takes 101 for the end', '', web(reply('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n')), 'success 0; http_status_code 101; http_version 1.1'],
  ['tells 999 as it is', '', web(answer(999)), 'success 0; http_status_code 999'],
  ['tells 99 as it is', '', web(reply('HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n')), 'success 0; http_status_code 99'],
  ['takes chunks as a length unknown', '', web(reply('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n')), 'success 1; http_content_length -1; http_uncompressed_body_length 3'],
  ['takes no answer with two lengths', '', web(reply('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab')), 'success 0; http_status_code 0; http_version 0; http_content_length 0'],
  ['tells a body that is cut short', '', web(reply('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort')), 'success 0; http_status_code 200; http_content_length 100; http_uncompressed_body_length 5'],
  ['tells the length that HEAD is answered with', 'method: HEAD', web(reply('HTTP/1.1 200 OK\r\nContent-Length: 4321\r\n\r\n')), 'success 1; http_content_length 4321; http_uncompressed_body_length 0'],
  ['tells when the body was modified', '', web(answer(200, '', 'Last-Modified: Sat, 06 Nov 2021 00:00:00 GMT')), 'http_last_modified_timestamp_seconds 1.6361568e+09'],
  ['tells no date that is none', '', web(answer(200, '', 'Last-Modified: yesterday')), 'success 1; no http_last_modified_timestamp_seconds'],
  ['tells the connection that is closed without an answer', '', web((_request, socket) => socket.end()), 'success 0; http_status_code 0; http_version 0; http_content_length 0; http_redirects 0; http_duration_seconds{phase="processing"} 0; http_duration_seconds{phase="transfer"} 0'],
  ['takes a target without a scheme', '', web(answer(200), 'HOST'), 'success 1'],
  ['takes a scheme in capitals', '', web(answer(200), 'HTTP://HOST'), 'success 1'],
  ['takes a path and a query as they are', '', web(ifRequest(({ target }) => target === '/a%2Fb/../c;d?q=1%202&r=%41'), 'http://HOST/a%2Fb/../c;d?q=1%202&r=%41'), 'success 1'],
  ['encodes a blank in the path', '', web(ifRequest(({ target }) => target === '/a%20b'), 'http://HOST/a b'), 'success 1'],
  ['tells nothing but zeros of a target that is no URL', '', web(answer(200), 'http://[::1'), 'success 0; http_status_code 0; failed_due_to_regex 0; no ip_; no dns_lookup_time_seconds; no http_duration_seconds'],
  ['tells zeros of a port where nothing listens', '', web(answer(200), 'http://127.0.0.1:1/'), 'success 0; http_status_code 0; ip_protocol 4; http_duration_seconds{phase="connect"} 0; http_duration_seconds{phase="tls"} 0'],
];

// biome-ignore format: a table of one line a row
const codings: readonly Row[] = [
  ...(['gzip', 'br', 'deflate'] as const).map((coding): Row => [`leaves a body in ${coding} alone that no key speaks of`, '', web(coded(coding, long)), `success 1; ${lengthsOf(coding, coding)}`]),
  ...(['gzip', 'br', 'deflate', 'identity'] as const).map((coding): Row => [`undoes ${coding}`, `compression: ${coding}`, web(coded(coding, long)), `success 1; ${lengthsOf(coding, 'identity')}`]),
  ['undoes a coding in capitals', 'compression: GZIP', web(coded('gzip', long)), 'success 1; http_uncompressed_body_length 1024'],
  ['does not read gzip as deflate', 'compression: deflate', web(coded('gzip', long)), 'success 0; http_uncompressed_body_length 0'],
  ['does not read plain text as gzip', 'compression: gzip', web(answer(200, text)), 'success 0; http_uncompressed_body_length 0; http_content_length 19'],
  ['fails for a coding that does not exist, and counts the body', 'compression: zip', web(answer(200, text)), 'success 0; http_uncompressed_body_length 19'],
  ['takes a coding that nobody knows, without the key', '', web(answer(200, text, 'Content-Encoding: rot13')), 'success 1; http_uncompressed_body_length 19'],
  ['judges what is in the coding', 'compression: gzip, fail_if_body_not_matches_regexp: [^abcdefgh]', web(coded('gzip', long)), 'success 1'],
  ['takes a body of one byte less than the limit', 'body_size_limit: 128B', web(answer(200, 'x'.repeat(127))), 'success 1; http_uncompressed_body_length 127'],
  ['takes a body of the limit', 'body_size_limit: 128B', web(answer(200, 'x'.repeat(128))), 'success 1; http_uncompressed_body_length 128'],
  ['fails for a body of one byte more', 'body_size_limit: 128B', web(answer(200, 'x'.repeat(129))), 'success 0; http_content_length 129; http_uncompressed_body_length 128; failed_due_to_regex 0'],
  ['counts the limit after the coding', 'body_size_limit: 128B, compression: gzip', web(coded('gzip', 'x'.repeat(127))), 'success 1; http_uncompressed_body_length 127'],
  ['fails for a body that the coding makes too long', 'body_size_limit: 128B, compression: gzip', web(coded('gzip', 'x'.repeat(129))), 'success 0; http_uncompressed_body_length 128'],
  ['fails by the pattern for a body over the limit', 'body_size_limit: 128B, fail_if_body_matches_regexp: [y]', web(answer(200, 'x'.repeat(129))), 'success 0; failed_due_to_regex 1'],
];

/** What is told of the answers of web servers. */
export const httpAnswers: readonly Table[] = [
  { about: 'an HTTP answer', prober: 'http', rows: answers },
  { about: 'the body of an HTTP answer', prober: 'http', rows: codings },
];
