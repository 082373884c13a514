import { expect, test } from 'vitest';
import { isDomainName, isLocalhost, questionNames } from '../../../probes/shared/domain-name.ts';

const long = Array.from({ length: 4 }, () => 'x'.repeat(62)).join('.');

test.each([
  ['a name', 'shop.example', true],
  ['a trailing dot', 'shop.example.', true],
  ['a single label', 'db', true],
  ['underscores', '_dmarc.shop_1.example', true],
  ['hyphens within', 'a-b.example', true],
  ['63 bytes in a label', `${'x'.repeat(63)}.example`, true],
  ['253 bytes', `${long}.x`, true],
  ['253 bytes and a trailing dot', `${long}.x.`, true],
  ['254 bytes', `${long}.xx`, false],
  ['64 bytes in a label', `${'x'.repeat(64)}.example`, false],
  ['an empty text', '', false],
  ['the root', '.', false],
  ['an empty label', 'shop..example', false],
  ['a leading dot', '.example', false],
  ['two trailing dots', 'shop.example..', false],
  ['a leading hyphen', '-a.example', false],
  ['a trailing hyphen', 'a-.example', false],
  ['digits alone', '127.1', false],
  ['an address with a trailing dot', '127.0.0.1.', false],
  ['letters outside ASCII', 'bücher.example', false],
  ['a blank', 'a b.example', false],
  ['a line break', 'shop.example\n', false],
  ['a backslash', 'a\\.b.example', false],
])('judges whether a name may be asked: %s', (_name, name, expected) => {
  expect(isDomainName(name)).toBe(expected);
});

const settings = {
  servers: ['127.0.0.1'],
  search: ['a.test', 'b.test'],
  ndots: 1,
  timeoutMs: 1000,
  attempts: 1,
};

test.each([
  ['a label is completed first', 'db', {}, ['db.a.test.', 'db.b.test.', 'db.']],
  ['a dotted name is tried first', 'db.x', {}, ['db.x.', 'db.x.a.test.', 'db.x.b.test.']],
  ['ndots moves the border', 'db.x', { ndots: 2 }, ['db.x.a.test.', 'db.x.b.test.', 'db.x.']],
  ['ndots of 0 tries everything first', 'db', { ndots: 0 }, ['db.', 'db.a.test.', 'db.b.test.']],
  ['a rooted name is not completed', 'db.', {}, ['db.']],
  ['without a search list', 'db', { search: [] }, ['db.']],
  ['what becomes too long is left out', `${long}.x`, {}, [`${long}.x.`]],
  ['an onion name is completed, but not asked', 'x.onion', { search: ['a.test'] }, ['x.onion.a.test.']],
  ['a rooted onion name is not asked', 'x.ONION.', {}, []],
])('lists what to ask: %s', (...[, name, changed, questions]) => {
  expect(questionNames(name, { ...settings, ...changed })).toEqual(questions);
});

test.each([
  ['localhost', true],
  ['LocalHost.', true],
  ['a.localhost', true],
  ['notlocalhost', false],
  ['localhost.example', false],
])('knows whether %s is this host', (name, expected) => {
  expect(isLocalhost(name)).toBe(expected);
});
