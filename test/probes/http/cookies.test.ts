import { expect, test } from 'vitest';
import { createCookieStore } from '../../../probes/http/cookies.ts';

const url = 'http://site.test/';

function setting(...cookies: readonly string[]) {
  return cookies.map((cookie): [string, string] => ['Set-Cookie', cookie]);
}

test('sends back what was set, to the same host alone', async () => {
  const store = createCookieStore();
  await store.keep(url, setting('a=1', 'b=2; Path=/private', 'c=3; Domain=test'));
  expect(store.cookieFor(url)).toBe('a=1');
  expect(store.cookieFor('http://site.test/private')).toBe('b=2; a=1');
  expect(store.cookieFor('http://other.test/')).toBe('');
});

test('keeps 100 cookies of a run, and none above 4 KiB', async () => {
  const store = createCookieStore();
  await store.keep(url, setting(`long=${'x'.repeat(4096)}`, 'short=1'));
  expect(store.cookieFor(url)).toBe('short=1');
  for (let hop = 0; hop < 3; hop += 1) {
    await store.keep(url, setting(...Array.from({ length: 60 }, (_, index) => `k${hop}-${index}=v`)));
  }
  expect(store.cookieFor(url).split('; ')).toHaveLength(100);
});
