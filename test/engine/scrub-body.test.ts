import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { scrubBody } from '../../src/engine/scrub-body.ts';

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.c2lnbmF0dXJlLWh1bnRlcjI';

test.each([
  { name: 'plain words', body: 'All systems operational', shown: 'All systems operational' },
  { name: 'JSON', body: '{"user":"me","api_key":"hunter2"}', shown: '{"user":"me","api_key":"xxxxx"}' },
  { name: 'JSON that is cut within a secret', body: '{"token": "hunt', shown: '{"token": "xxxxx' },
  {
    name: 'JSON that is cut within an escape',
    body: String.raw`{"token":"hunt\u00`,
    shown: '{"token":"xxxxx',
  },
  { name: 'JSON that is cut elsewhere', body: '{"user": "hunt', shown: '{"user": "hunt' },
  { name: 'a form', body: 'user=me&password=hunter2', shown: 'user=me&password=xxxxx' },
  {
    name: 'XML, also cut',
    body: '<a><user>me</user><Password type="x">hunter2</Password><ns:token>hunt',
    shown: '<a><user>me</user><Password type="x">xxxxx</Password><ns:token>xxxxx',
  },
  {
    name: 'settings',
    body: 'name = a\n  secret_key = hunter2\nexport TOKEN=hunter2\n',
    shown: 'name = a\n  secret_key = xxxxx\nexport TOKEN=xxxxx\n',
  },
  {
    name: 'header lines',
    body: 'HTTP/1.1 200 OK\r\nSet-Cookie: a=hunter2\r\n',
    shown: 'HTTP/1.1 200 OK\r\nSet-Cookie: xxxxx\r\n',
  },
  {
    name: 'credentials of URLs',
    body: 'see https://me:hunter2@a.test/',
    shown: 'see https://me:xxxxx@a.test/',
  },
  { name: 'a JWT anywhere', body: `hello ${jwt}!`, shown: 'hello xxxxx!' },
  { name: 'what goes into Authorization', body: 'use Bearer hunter2hunter2', shown: 'use Bearer xxxxx' },
  {
    name: 'a private key, also cut',
    body: '-----BEGIN EC PRIVATE KEY-----\nhunter2\n-----END EC PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----\nhunt',
    shown:
      '-----BEGIN EC PRIVATE KEY-----xxxxx-----END EC PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----xxxxx',
  },
])('takes secrets out of $name', ({ body, shown }) => {
  expect(scrubBody(body)).toBe(shown);
});

test('takes time in proportion to the length, whatever the body is', () => {
  const pieces = fc.constantFrom(
    '"',
    '<a ',
    '<',
    ' = ',
    'token',
    '"token":"',
    '\\',
    'eyJ',
    '.',
    '-----BEGIN PRIVATE KEY-----',
    ' '.repeat(50),
    '@',
    '://',
    ':',
  );
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 1, maxLength: 4 }), (parts) => {
      const body = parts.join('').repeat(Math.ceil(34_000 / parts.join('').length));
      const startMs = performance.now();
      scrubBody(body);
      expect(performance.now() - startMs).toBeLessThan(1000);
    }),
    { numRuns: 100 },
  );
});
