import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactPasswords, redactTarget, redactUrls } from '../../src/config/redact-text.ts';

describe('the URLs of a text lose', () => {
  test.each([
    ['a password', 'GET http://u:canary@h/x failed', 'GET http://u:xxxxx@h/x failed'],
    ['each password', 'http://a:1@b, http://c:2@d', 'http://a:xxxxx@b, http://c:xxxxx@d'],
    ['a password of digits', 'http://u:8080@h', 'http://u:xxxxx@h'],
    ['a password with a raw slash', 'http://u:can/ary@h', 'http://u:xxxxx@h'],
    ['a password with a raw #', '"http://u:can#ary@h" is no URL', '"http://u:xxxxx@h" is no URL'],
    ['a user without a password', 'https://canary@h/', 'https://xxxxx@h/'],
    ['a user with an empty password', 'https://canary:@h/p@q', 'https://xxxxx:@h/p@q'],
    ['parameters of well-known names', 'http://h/?a=b&key=canary&c=d', 'http://h/?a=b&key=xxxxx&c=d'],
    [
      'those of a URL in a parameter',
      'http://h/?to=http://i/?token=canary',
      'http://h/?to=http://i/?token=xxxxx',
    ],
  ])('%s', (_name, text, shown) => {
    expect(redactUrls(text)).toBe(shown);
  });

  test.each([
    ['a port', 'http://h:80/a@b'],
    ['a port before a query', 'http://h:80?a@b'],
    ['an address in brackets', 'http://[::1]:80/@'],
    ['other text', '{"url":"http://a:80","mail":"b@c"}'],
    ['parameters of other names', 'http://h/?monkey=1&keys=2'],
    ['no value', 'http://h/?token=&a=b'],
  ])('nothing where there is %s', (_name, text) => {
    expect(redactUrls(text)).toBe(text);
  });
});

test.each([
  ['u:canary@h:80', 'u:xxxxx@h:80'],
  ['http://u:canary@h', 'http://u:xxxxx@h'],
  [':canary@h', ':xxxxx@h'],
  ['h:80', 'h:80'],
  ['h:80/a@b', 'h:80/a@b'],
  ['[fe80::1%eth0]:80', '[fe80::1%eth0]:80'],
  ['fe80::1', 'fe80::1'],
  ['@abstract', '@abstract'],
  ['/run/a:b@c.sock', '/run/a:b@c.sock'],
])('a target %s is shown as %s', (target, shown) => {
  expect(redactTarget(target)).toBe(shown);
});

test('passwords alone are hidden as the reference hides those of proxies', () => {
  expect(redactPasswords('http://u:canary@h?key=k')).toBe('http://u:xxxxx@h?key=k');
  expect(redactPasswords('http://u@h')).toBe('http://u@h');
});

test('a password of the usual characters never comes through', () => {
  const password = fc.stringMatching(/^[\w!$&'()*+,;=%.~-]{4,20}$/);
  fc.assert(
    fc.property(password, (secret) => {
      expect(redactTarget(`https://u:${secret}@h/`)).toBe('https://u:xxxxx@h/');
      expect(redactTarget(`u:${secret}@h/`)).toBe('u:xxxxx@h/');
    }),
  );
});
