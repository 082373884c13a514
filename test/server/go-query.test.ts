import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeGoPath, goQueryValues, parseGoQuery } from '../../src/server/go-query.ts';

test.each<{ name: string; query: string; parameters: Record<string, string> }>([
  { name: 'nothing', query: '', parameters: {} },
  { name: 'pairs', query: 'a=1&b=2', parameters: { a: '1', b: '2' } },
  { name: 'the first of two values', query: 'a=1&a=2', parameters: { a: '1' } },
  { name: 'an empty first value', query: 'a=&a=2', parameters: { a: '' } },
  { name: 'a name alone', query: 'a', parameters: { a: '' } },
  { name: 'empty pairs', query: '&&=&a=q=r', parameters: { '': '', a: 'q=r' } },
  { name: 'plus and %20 as blanks', query: 'a=n+o%20p', parameters: { a: 'n o p' } },
  { name: 'an escaped plus', query: 'a=n%2Bo', parameters: { a: 'n+o' } },
  { name: 'one decoding only', query: 'a=%253A', parameters: { a: '%3A' } },
  { name: 'escapes in names', query: 'mod%75le=x', parameters: { module: 'x' } },
  { name: 'a pair with a raw semicolon dropped', query: 'a=1;x&a=2', parameters: { a: '2' } },
  { name: 'an escaped semicolon', query: 'a=1%3Bx', parameters: { a: '1;x' } },
  { name: 'a bad escape in a value dropped', query: 'a=%zz&a=two', parameters: { a: 'two' } },
  { name: 'a cut escape dropped', query: 'a=x%2&b=%', parameters: {} },
  { name: 'a bad escape in a name dropped', query: '%zz=1', parameters: {} },
  { name: 'a second question mark as part of a name', query: '?a=1', parameters: { '?a': '1' } },
  { name: 'a fragment as part of a value', query: 'a=1#b', parameters: { a: '1#b' } },
  { name: 'UTF-8', query: 'a=%E2%82%AC', parameters: { a: '€' } },
  { name: 'bytes that are no UTF-8 replaced', query: 'a=%ff%fe', parameters: { a: '\ufffd\ufffd' } },
  {
    name: 'names of object properties',
    query: '__proto__=x&constructor=y',
    parameters: { ['__proto__']: 'x', constructor: 'y' },
  },
])('reads $name', ({ query, parameters }) => {
  expect(parseGoQuery(query)).toEqual(new Map(Object.entries(parameters)));
});

test.each<{ name: string; query: string; values: readonly string[] }>([
  { name: 'none', query: 'b=1', values: [] },
  { name: 'several, between others', query: 'a=1&b=2&a=3', values: ['1', '3'] },
  { name: 'the same one twice', query: 'a=1&a=1', values: ['1', '1'] },
  { name: 'empty ones', query: 'a&a=', values: ['', ''] },
  { name: 'escaped ones', query: 'a=n+o&%61=%26', values: ['n o', '&'] },
  { name: 'the readable ones alone', query: 'a=%zz&a=1;2&a=3', values: ['3'] },
])('finds all values of a parameter: $name', ({ query, values }) => {
  expect(goQueryValues(query, 'a')).toEqual(values);
});

test.each([
  { path: '/a%2Fb', decoded: '/a/b' },
  { path: '/a+b', decoded: '/a+b' },
  { path: '/%zz', decoded: undefined },
  { path: '/%', decoded: undefined },
])('decodes the path $path', ({ path, decoded }) => {
  expect(decodeGoPath(path)).toBe(decoded);
});

test('what a URL encoder writes comes back', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })),
      (parameters) => {
        const query = Object.entries(parameters)
          .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
          .join('&');
        expect(parseGoQuery(query)).toEqual(new Map(Object.entries(parameters)));
      },
    ),
  );
});
