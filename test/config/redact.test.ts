import { describe, expect, test } from 'vitest';
import { jsonValue } from '../../src/config/json-value.ts';
import { redact } from '../../src/config/redact.ts';
import { type Shown, shownBlock, shownMap } from '../../src/config/shown-value.ts';

function redacted(value: Shown): unknown {
  return jsonValue(redact(value));
}

describe('a mapping of free names', () => {
  test.each([
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

  test.each(['Accept', 'Host', 'X-Token-Type', 'X-Auth-User', 'X-Monkey', 'Keyboard', 'X-Cookies', 'Author'])(
    'shows the value of %s',
    (name) => {
      expect(redacted(shownMap([[name, 'value']]))).toEqual({ [name]: 'value' });
    },
  );

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
  { name: 'no password but a user', text: 'http://u@h:80/', shown: 'http://u@h:80/' },
  { name: 'no password but a port', text: 'http://h:80/a@b', shown: 'http://h:80/a@b' },
  { name: 'a mail address', text: 'mailto:u@h', shown: 'mailto:u@h' },
])('shows $name of a URL as $shown', ({ text, shown }) => {
  expect(redacted(shownBlock([['url', text]]))).toEqual({ url: shown });
});
