import { type Responder, reply, route, sent } from '../../helpers/http-server.ts';
import { answer, ifBody, ifRequest, ifSent, web } from '../peers/web.ts';
import type { Row, StartPeer, Table } from '../row.ts';

const redirect = (status: number, location: string, ...more: readonly string[]): Responder =>
  answer(status, 'moved', `Location: ${location}`, ...more);

/** From /start the way leads to `location`. */
const moving = (status: number, end = answer(200, 'end'), location = '/end'): StartPeer =>
  web(route({ '/start': redirect(status, location), '/end': end }), 'http://HOST/start');

/** Where a request says it comes from. */
const comesFrom = (referer: RegExp): Responder =>
  ifRequest((request) => referer.test(sent(request, 'referer').join()));

// biome-ignore format: a table of one line a row
const requests: readonly Row[] = [
  ['sends GET without a body by default', '', web(ifBody('GET', '')), 'success 1'],
  ['sends the method', 'method: DELETE', web(ifBody('DELETE', '')), 'success 1'],
  ['fails for a method that is none', 'method: G T', web(answer(200)), 'success 0; http_status_code 0; http_version 0; http_duration_seconds{phase="resolve"}; no http_duration_seconds{phase="connect"}'],
  ['sends a body', 'method: POST, body: in full', web(ifBody('POST', 'in full')), 'success 1'],
  ['tells the length of a body', 'method: POST, body: in full', web(ifSent('Content-Length', '7')), 'success 1'],
  ['sends a length of 0 with an empty POST', 'method: POST', web(ifSent('Content-Length', '0')), 'success 1'],
  ['sends a file in chunks', 'method: POST, body_file: $BODY', web(ifBody('POST', '9\r\nin a file\r\n0\r\n\r\n')), 'success 1'],
  ['fails for a file that is not there', 'body_file: /nonexistent', web(answer(200)), 'success 0; http_status_code 0; http_duration_seconds{phase="resolve"}; no http_duration_seconds{phase="connect"}'],
  ['does not send a file again at 307', 'method: POST, body_file: $BODY, valid_status_codes: [307]', moving(307), 'success 1; http_status_code 307'],
  ['sends a Host of its own', 'headers: {Host: virtual.test}', web(ifSent('Host', 'virtual.test')), 'success 1'],
  ['sends a User-Agent of its own', 'headers: {user-agent: mine}', web(ifSent('User-Agent', 'mine')), 'success 1'],
  ['sends no User-Agent where it is empty', "headers: {User-Agent: ''}", web(ifSent('User-Agent')), 'success 1'],
  ['sends any other header', 'headers: {Accept-Language: de}', web(ifSent('Accept-Language', 'de')), 'success 1'],
  ['does not ask for a coding', '', web(ifSent('Accept-Encoding')), 'success 1'],
  ['closes the connection', '', web(ifSent('Connection', 'close')), 'success 1'],
  ['sends the hostname parameter as Host', '', web(ifSent('Host', 'param.test')), 'success 1', { hostname: 'param.test' }],
  ['takes a hostname that says what Host says', 'headers: {Host: a.test}', web(ifSent('Host', 'a.test')), 'success 1', { hostname: 'a.test' }],
  ['refuses a hostname that contradicts Host', 'headers: {hOst: a.test}', web(answer(200)), "400 host header defined both in module configuration (a.test) and with URL-parameter 'hostname' (b.test)", { hostname: 'b.test' }],
  ['sends a user and a password', 'basic_auth: {username: u, password: p}', web(ifSent('Authorization', 'Basic dTpw')), 'success 1'],
  ['sends credentials that are empty', 'basic_auth: {}', web(ifSent('Authorization', 'Basic Og==')), 'success 1'],
  ['sends a password from a file', 'basic_auth: {username: u, password_file: $SECRET}', web(ifSent('Authorization', 'Basic dTpoaWRkZW4=')), 'success 1'],
  ['sends a bearer token', 'bearer_token: t', web(ifSent('Authorization', 'Bearer t')), 'success 1'],
  ['sends a bearer token from a file', 'bearer_token_file: $SECRET', web(ifSent('Authorization', 'Bearer hidden')), 'success 1'],
  ['sends credentials of another type', "authorization: {type: ' Token ', credentials: c}", web(ifSent('Authorization', 'Token c')), 'success 1'],
  ['prefers the user in the target to basic_auth', 'basic_auth: {username: u, password: p}', web(ifSent('Authorization', 'Basic YTpi'), 'http://a:b@HOST/'), 'success 1'],
  ['prefers a configured header to all credentials', 'bearer_token: t, headers: {Authorization: mine}', web(ifSent('Authorization', 'mine'), 'http://a:b@HOST/'), 'success 1'],
  ['sends all values of http_headers', 'http_headers: {X-A: {files: [$SECRET], secrets: [b], values: [a]}}', web(ifSent('X-A', 'a', 'b', 'hidden')), 'success 1'],
  ['fails for a secret by reference', 'bearer_token_file: /nonexistent', web(answer(200)), 'success 0; http_status_code 0'],
];

// biome-ignore format: a table of one line a row
const redirects: readonly Row[] = [
  ['follows a redirect', '', moving(302), 'success 1; http_status_code 200; http_redirects 1; http_content_length 3'],
  ...[301, 302, 303].map((status): Row => [`turns POST into GET at ${status}`, 'method: POST, body: x', moving(status, ifBody('GET', '')), 'success 1; http_redirects 1']),
  ...[307, 308].map((status): Row => [`sends POST and its body again at ${status}`, 'method: POST, body: x', moving(status, ifBody('POST', 'x')), 'success 1; http_redirects 1']),
  ['does not follow 300', '', moving(300), 'success 0; http_status_code 300; http_redirects 0'],
  ['does not follow 304', '', web(reply('HTTP/1.1 304 Not Modified\r\nLocation: /end\r\n\r\n')), 'success 0; http_status_code 304; http_redirects 0'],
  ['takes a redirect without a place as the end', 'valid_status_codes: [302]', web(answer(302)), 'success 1; http_status_code 302; http_redirects 0'],
  ['gives up the eleventh redirect', '', web(redirect(302, '/again')), 'success 0; http_status_code 302; http_redirects 11'],
  ['counts a redirect that it may not follow', 'follow_redirects: false, valid_status_codes: [302]', moving(302), 'success 1; http_status_code 302; http_redirects 1'],
  ['may look at the body of a redirect that it may not follow', 'follow_redirects: false, valid_status_codes: [302], fail_if_body_not_matches_regexp: [moved]', moving(302), 'success 1; failed_due_to_regex 0; http_redirects 1'],
  ['takes the older key, with the opposite value', 'no_follow_redirects: true, valid_status_codes: [302]', moving(302), 'success 1; http_status_code 302; http_redirects 1'],
  ['lets the older key win', 'no_follow_redirects: false, follow_redirects: false', moving(302), 'success 1; http_status_code 200'],
  ['fails for a place that is no URL', '', moving(302, answer(200), 'http://[::1'), 'success 0; http_status_code 0; http_version 0; http_redirects 0'],
  ['fails for a scheme that it does not speak', '', moving(302, answer(200), 'ftp://127.0.0.1/'), 'success 0; http_status_code 0; http_redirects 1'],
  ['fails when the next hop is closed', '', moving(302, answer(200), 'http://127.0.0.1:1/'), 'success 0; http_status_code 0; http_version 0; http_redirects 1'],
  ['takes cookies along', '', web(route({ '/': redirect(302, '/end', 'Set-Cookie: k=v; Path=/'), '/end': ifSent('Cookie', 'k=v') })), 'success 1; http_redirects 1'],
  ['keeps a Host of its own at a relative place', 'headers: {Host: virtual.test}', moving(302, ifSent('Host', 'virtual.test')), 'success 1'],
  ['takes credentials to a relative place', 'basic_auth: {username: u, password: p}', moving(302, ifSent('Authorization', 'Basic dTpw')), 'success 1'],
  ['tells where it comes from', '', moving(302, comesFrom(/^http:\/\/127\.0\.0\.1:\d+\/start$/u)), 'success 1'],
];

/** What web servers are asked. */
export const httpRequests: readonly Table[] = [
  {
    about: 'an HTTP request',
    prober: 'http',
    files: { BODY: 'in a file', SECRET: ' hidden\n' },
    rows: requests,
  },
  { about: 'a redirect', prober: 'http', rows: redirects },
];
