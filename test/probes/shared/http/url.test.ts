import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  escapedPath,
  formatUrl,
  type GoUrl,
  parseUrl,
  requestTarget,
  resolveReference,
  splitAuthority,
} from '../../../../probes/shared/http/url.ts';

function parsed(text: string): GoUrl {
  const result = parseUrl(text);
  if (!result.ok) throw new Error(result.detail);
  return result.url;
}

describe('parseUrl', () => {
  test.each([
    [
      'a plain URL',
      'http://h.example/a?b=c#d',
      { scheme: 'http', host: 'h.example', rawPath: '/a', rawQuery: 'b=c' },
    ],
    ['an upper-case scheme', 'HtTpS://H.Example', { scheme: 'https', host: 'H.Example', rawPath: '' }],
    ['an IPv4 look-alike as it is', 'http://0x7f.1/', { host: '0x7f.1' }],
    ['an IPv6 host with port', 'http://[::1]:8080/', { host: '[::1]:8080' }],
    ['a bare IPv6 address, last group as port', 'http://::1', { host: '::1' }],
    ['an empty port', 'http://h:/x', { host: 'h:', rawPath: '/x' }],
    ['an empty host', 'http:///x', { host: '', rawPath: '/x' }],
    ['only a scheme', 'http://', { host: '', rawPath: '' }],
    ['an empty query', 'http://h/x?', { rawPath: '/x', rawQuery: '' }],
    ['a query with spaces, untouched', 'http://h/x?a b?c', { rawQuery: 'a b?c' }],
    ['escaped user information', 'http://us%40er:p%3Aw@h/', { user: { name: 'us@er', password: 'p:w' } }],
    ['a user without password', 'http://me@h/', { user: { name: 'me', password: '' } }],
    ['escaped UTF-8 in the host', 'http://%C3%BC.example/', { host: 'ü.example' }],
    ['a relative path', '../up', { scheme: '', host: '', rawPath: '../up' }],
    ['another host without scheme', '//other/x', { scheme: '', host: 'other', rawPath: '/x' }],
    ['three slashes as a path', '///x', { scheme: '', host: '', rawPath: '///x' }],
    ['an opaque reference', 'mailto:x@y', { scheme: 'mailto', opaque: 'x@y' }],
  ])('reads %s', (_name, text, expected) => {
    expect(parsed(text)).toMatchObject(expected);
  });

  test.each([
    ['a port that is no number', 'http://h:notaport/', 'invalid port ":notaport" after the host'],
    ['an open bracket', 'http://[::1/x', 'missing "]" in the host'],
    ['text between bracket and port', 'http://[::1]x/', 'invalid port "x" after the host'],
    ['a space in the host', 'http://a b/', 'invalid character in the host'],
    ['a bad escape in the path', 'http://h/%zz', 'bad % escape in the path'],
    ['a bad escape in the host', 'http://%zz/', 'bad % escape in the host'],
    ['an escaped ASCII letter in the host', 'http://%41/', 'bad % escape in the host'],
    ['a control character', 'http://h/\u0001', 'it contains a control character'],
    ['a missing scheme', '://x', 'the scheme before ":" is missing'],
    ['a colon in the first segment', '1x:y', 'the first path segment contains a colon'],
    ['a bad character in the user information', 'http://a<b@h/', 'invalid character in the user information'],
  ])('refuses %s', (_name, text, why) => {
    expect(parseUrl(text)).toEqual({ ok: false, detail: `"${text}" is not a URL: ${why}` });
  });

  test('gives a request target without spaces, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), (text) => {
        const result = parseUrl(text);
        const target = result.ok ? requestTarget(result.url) : '/';
        expect(target).toMatch(/^[^ ]+$/);
      }),
    );
  });
});

describe('requestTarget', () => {
  test.each([
    ['no path', 'http://h', '/'],
    ['only a query', 'http://h?x=1', '/?x=1'],
    ['double slashes', 'http://h//len//5', '//len//5'],
    ['a valid encoding as written', "http://h/a%2Fb!'()*", "/a%2Fb!'()*"],
    ['spaces and other letters', 'http://h/a b/Ж', '/a%20b/%D0%96'],
    ['spaces in the query, so that the request line stays valid', 'http://h/?c d', '/?c%20d'],
    ['UTF-8 in the query as its bytes', 'http://h/?ü', '/?\u00c3\u00bc'],
    ['nothing of the fragment', 'http://h/x#frag', '/x'],
  ])('sends %s', (_name, text, target) => {
    expect(requestTarget(parsed(text))).toBe(target);
  });
});

describe('splitAuthority', () => {
  test.each([
    ['h:80', { hostname: 'h', port: '80' }],
    ['h', { hostname: 'h', port: '' }],
    ['h:', { hostname: 'h', port: '' }],
    ['[::1]:8080', { hostname: '::1', port: '8080' }],
    ['[::1]', { hostname: '::1', port: '' }],
    ['::1', { hostname: ':', port: '1' }],
  ])('splits %s', (text, expected) => {
    expect(splitAuthority(text)).toEqual(expected);
  });
});

describe('resolveReference', () => {
  const base = 'http://user:pw@10.0.0.1:81/a/b/c?q=1';
  test.each([
    ['an absolute URL', 'https://other/x', 'https://other/x'],
    ['another host', '//other:82/x', 'http://other:82/x'],
    ['an absolute path', '/x/../y', 'http://10.0.0.1:81/y'],
    ['a relative path', '../d', 'http://10.0.0.1:81/a/d'],
    ['a path of dots', '../../../..', 'http://10.0.0.1:81/'],
    ['only a query', '?z', 'http://10.0.0.1:81/a/b/c?z'],
    ['nothing', '', 'http://10.0.0.1:81/a/b/c?q=1'],
  ])('follows %s', (_name, reference, expected) => {
    expect(formatUrl(resolveReference(parsed(base), parsed(reference)))).toBe(expected);
  });

  test('keeps user information on the same host and drops it elsewhere', () => {
    expect(resolveReference(parsed(base), parsed('/x')).user).toEqual({ name: 'user', password: 'pw' });
    expect(resolveReference(parsed(base), parsed('http://other/')).user).toBeUndefined();
  });

  test('gives an encoded path', () => {
    expect(escapedPath(resolveReference(parsed(base), parsed('/ü')))).toBe('/%C3%BC');
  });
});
