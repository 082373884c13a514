import { describe, expect, test } from 'vitest';
import { jsonValue } from '../../src/config/json-value.ts';
import { redact } from '../../src/config/redact.ts';
import { type Shown, shownBlock, shownMap } from '../../src/config/shown-value.ts';

function redacted(value: Shown): unknown {
  return jsonValue(redact(value));
}

describe('a mapping of free names', () => {
  test.each([
    'X-Hub-Signature',
    'client_assertion',
    'X-Session-Id',
    'x-api-key-bin',
    'db_pwd',
    'jwt',
    'Authorization',
    'authorization',
    'Proxy-Authorization',
    'Cookie',
    'Set-Cookie',
    'X-Api-Key',
    'apikey',
    'API_KEY',
    'X-Auth-Token',
    'PRIVATE-TOKEN',
    'accessToken',
    'X-Amz-Security-Token',
    'Ocp-Apim-Subscription-Key',
    'client_secret',
    'password',
    'X-Auth',
    'x-credentials',
  ])('hides the value of %s', (name) => {
    expect(redacted(shownMap([[name, 'canary']]))).toEqual({ [name]: '<secret>' });
  });

  test.each([
    'Accept',
    'Host',
    'X-Token-Type',
    'X-Auth-User',
    'X-Monkey',
    'Keyboard',
    'X-Cookies',
    'Author',
    'Key-Id',
    'Assertions',
  ])('shows the value of %s', (name) => {
    expect(redacted(shownMap([[name, 'value']]))).toEqual({ [name]: 'value' });
  });

  test('hides every text of a list, and shows that a text is empty', () => {
    expect(redacted(shownMap([['authorization', ['canary', '']]]))).toEqual({
      authorization: ['<secret>', ''],
    });
  });

  test('hides the values of a header with several sources, not the files to read others from', () => {
    const sources = shownBlock([
      ['values', ['canary']],
      ['secrets', ['<secret>']],
      ['files', ['/etc/token']],
    ]);
    expect(redacted(shownMap([['X-Token', sources]]))).toEqual({
      'X-Token': { values: ['<secret>'], secrets: ['<secret>'], files: ['/etc/token'] },
    });
  });
});

test('shows keys of a block, whatever their names', () => {
  const block = shownBlock([
    ['key', '-----BEGIN'],
    ['tls', true],
  ]);
  expect(redacted(block)).toEqual({ key: '-----BEGIN', tls: true });
});

test.each([
  { name: 'a password', text: 'http://u:canary@h:1/p', shown: 'http://u:xxxxx@h:1/p' },
  { name: 'a password without a user', text: 'redis://:canary@h', shown: 'redis://:xxxxx@h' },
  { name: 'a password with @', text: 'https://u:can@ary@h/p@q', shown: 'https://u:xxxxx@h/p@q' },
  { name: 'a user alone, which may be a key', text: 'http://u@h:80/', shown: 'http://xxxxx@h:80/' },
  { name: 'a parameter', text: 'https://h/?a=b&api_key=canary', shown: 'https://h/?a=b&api_key=xxxxx' },
  { name: 'text around', text: 'a http://u:p@h', shown: 'a http://u:p@h' },
  { name: 'no password but a port', text: 'http://h:80/a@b', shown: 'http://h:80/a@b' },
  { name: 'a mail address', text: 'mailto:u@h', shown: 'mailto:u@h' },
])('shows $name of a URL as $shown', ({ text, shown }) => {
  expect(redacted(shownBlock([['url', text]]))).toEqual({ url: shown });
});

test.each([
  { name: 'a form', text: 'user=u&password=canary', shown: 'user=u&password=xxxxx' },
  {
    name: 'JSON',
    text: '{"a": {"token" : "ca\\"nary"}, "n": 1}',
    shown: '{"a": {"token" : "xxxxx"}, "n": 1}',
  },
  {
    name: 'header lines',
    text: 'GET / HTTP/1.1\r\nCookie: canary\r\nHost: h\r\n',
    shown: 'GET / HTTP/1.1\r\nCookie: xxxxx\r\nHost: h\r\n',
  },
  { name: 'the password of POP3', text: 'PASS canary', shown: 'PASS xxxxx' },
  { name: 'a command that has none', text: 'AUTH TLS', shown: 'AUTH TLS' },
  { name: 'a URL', text: 'see http://u:canary@h/', shown: 'see http://u:xxxxx@h/' },
])('hides what well-known names announce in $name that is sent', ({ text, shown }) => {
  const block = (key: string) => shownBlock([[key, text]]);
  expect(redacted(block('body'))).toEqual({ body: shown });
  expect(redacted(block('send'))).toEqual({ send: shown });
  expect(redacted(block('expect'))).toEqual({ expect: text });
});
