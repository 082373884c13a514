import { expect, test } from 'vitest';
import { sourceIdentity } from '../../src/discovery/source-identity.ts';
import { httpOptionsOf } from '../helpers/http-options.ts';

const sourceWith = (block: string, url = 'http://sd.test/') => ({ url, client: httpOptionsOf(block) });
const password = (text: string) => sourceWith(`{basic_auth: {username: me, password: ${text}}}`);

test('the same options are the same source', () => {
  expect(sourceIdentity(password('hidden'))).toBe(sourceIdentity(password('hidden')));
});

test.each([
  ['an option', sourceWith('{}'), sourceWith('{follow_redirects: false}')],
  ['the place', sourceWith('{}'), sourceWith('{}', 'http://sd.test/2')],
  ['a password', password('one'), password('two')],
  [
    'a secret header',
    sourceWith('{http_headers: {X: {secrets: [one]}}}'),
    sourceWith('{http_headers: {X: {secrets: [two]}}}'),
  ],
])('another source differs in %s', (_, first, second) => {
  expect(sourceIdentity(first)).not.toBe(sourceIdentity(second));
});

test('no secret is in it', () => {
  expect(sourceIdentity(password('hidden'))).not.toContain('hidden');
});
