import { expect, test } from 'vitest';
import { cleanPath, encodePath } from '../../src/server/url-path.ts';

test.each([
  ['/', '/'],
  ['/metrics', '/metrics'],
  ['/metrics/', '/metrics/'],
  ['//probe', '/probe'],
  ['/a/../metrics', '/metrics'],
  ['/./', '/'],
  ['/a//b/', '/a/b/'],
  ['/a/b/..', '/a'],
  ['/a/b/../', '/a/'],
  ['/../..', '/'],
  ['/../x', '/x'],
  ['/...', '/...'],
  ['//', '/'],
])('cleans %s to %s', (path, cleaned) => {
  expect(cleanPath(path)).toBe(cleaned);
});

test.each([
  ['/a/b', '/a/b'],
  ['/a b', '/a%20b'],
  ["/-_.~$&+,:;=@!'()*", '/-_.~$&+,:;=@%21%27%28%29%2A'],
  ['/a?b#c%', '/a%3Fb%23c%25'],
  ['/a\r\nb', '/a%0D%0Ab'],
  ['/ä€', '/%C3%A4%E2%82%AC'],
])('encodes %j as %s', (path, encoded) => {
  expect(encodePath(path)).toBe(encoded);
});
