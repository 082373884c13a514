import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type Hop, type Redirect, redirectOf } from '../../../probes/http/redirects.ts';
import type { HeaderList, ResponseHead } from '../../../probes/shared/http/message.ts';
import { formatUrl, parseUrl } from '../../../probes/shared/http/url.ts';

const origin = { hostnames: ['shop.example', '10.0.0.1'] };

function hopTo(text: string, more: Partial<Hop> = {}): Hop {
  const parsed = parseUrl(text);
  if (!parsed.ok) throw new Error(parsed.detail);
  return { url: parsed.url, host: parsed.url.host, method: 'GET', headers: [], trusted: true, ...more };
}

function head(statusCode: number, location?: string): ResponseHead {
  const headers: HeaderList = location === undefined ? [] : [['Location', location]];
  return { protocol: 'HTTP/1.1', statusCode, headers, contentLength: 0 };
}

function next(redirect: Redirect): Hop {
  if (redirect.kind !== 'hop') throw new Error(redirect.kind);
  return redirect.hop;
}

describe('redirectOf', () => {
  test.each([
    ['200', head(200, '/x')],
    ['300', head(300, '/x')],
    ['304', head(304, '/x')],
    ['302 without Location', head(302)],
    ['302 with an empty Location', head(302, '')],
  ])('takes %s for the final response', (_name, response) => {
    expect(redirectOf(hopTo('http://10.0.0.1/'), response, origin)).toEqual({ kind: 'none' });
  });

  test.each([
    [301, 'GET', 'GET', false],
    [301, 'POST', 'GET', false],
    [302, 'PUT', 'GET', false],
    [303, 'HEAD', 'HEAD', false],
    [307, 'PUT', 'PUT', true],
    [308, 'DELETE', 'DELETE', true],
  ])('%i turns %s into %s', (status, method, expected, keepsBody) => {
    const body = Buffer.from('x');
    const hop = next(redirectOf(hopTo('http://10.0.0.1/', { method, body }), head(status, '/x'), origin));
    expect({ method: hop.method, keepsBody: hop.body === body }).toEqual({ method: expected, keepsBody });
  });

  test('cannot repeat a body that was a stream', () => {
    const hop = hopTo('http://10.0.0.1/', { method: 'POST', body: Readable.from([]) });
    expect(redirectOf(hop, head(307, '/x'), origin)).toEqual({ kind: 'none' });
  });

  test('says why a Location cannot be followed', () => {
    expect(redirectOf(hopTo('http://10.0.0.1/'), head(302, 'http://[::1'), origin)).toEqual({
      kind: 'invalid',
      detail: 'the redirect cannot be followed: "http://[::1" is not a URL: missing "]" in the host',
    });
  });

  test('does not follow a URL longer than 64 KiB, and does not repeat it', () => {
    const of = (length: number) => `/${'a'.repeat(length - 1)}`;
    expect(redirectOf(hopTo('http://10.0.0.1/'), head(302, of(65_536)), origin).kind).toBe('hop');
    expect(redirectOf(hopTo('http://10.0.0.1/'), head(302, of(65_537)), origin)).toEqual({
      kind: 'invalid',
      detail: 'the redirect is not followed: its URL has 65537 bytes, more than 65536',
    });
  });

  test.each([
    ['a relative one keeps the virtual host', '/x', 'http://10.0.0.1/x', 'shop.example'],
    ['an absolute one does not', 'http://other.example/x', 'http://other.example/x', 'other.example'],
    ['one without scheme keeps it', '//10.0.0.1/x', 'http://10.0.0.1/x', 'shop.example'],
  ])('host: %s', (_name, location, url, host) => {
    const hop = next(
      redirectOf(hopTo('http://10.0.0.1/', { host: 'shop.example' }), head(302, location), origin),
    );
    expect({ url: formatUrl(hop.url), host: hop.host }).toEqual({ url, host });
  });

  test.each([
    ['a path', '/x', true],
    ['the same name', 'http://shop.example/x', true],
    ['the same name in capitals, another port', 'https://SHOP.example:8443/x', true],
    ['the address that was dialled', 'http://10.0.0.1/x', true],
    ['a subdomain', 'http://a.shop.example/x', false],
    ['another host', 'http://evil.example/x', false],
  ])('credentials and %s', (_name, location, trusted) => {
    const headers: HeaderList = [
      ['Authorization', 'Token x'],
      ['cookie', 'a=b'],
      ['X-Plain', 'y'],
    ];
    const hop = next(redirectOf(hopTo('http://10.0.0.1/', { headers }), head(302, location), origin));
    expect(hop.trusted).toBe(trusted);
    expect(hop.headers.map(([name]) => name)).toEqual(
      trusted ? ['Authorization', 'cookie', 'X-Plain'] : ['X-Plain'],
    );
  });

  test('never trusts again once the chain has left the target', () => {
    const away = next(redirectOf(hopTo('http://10.0.0.1/'), head(302, 'http://evil.example/'), origin));
    const back = next(redirectOf(away, head(302, 'http://shop.example/'), origin));
    expect(back.trusted).toBe(false);
  });

  test.each([
    ['http to http', 'http://10.0.0.1/a?b', 'http://o/', 'http://10.0.0.1/a?b'],
    ['https to https', 'https://10.0.0.1/a', 'https://o/', 'https://10.0.0.1/a'],
    ['https to http', 'https://10.0.0.1/a', 'http://o/', undefined],
    ['without user information', 'http://u:p@10.0.0.1/a', 'http://o/', 'http://10.0.0.1/a'],
  ])('referer from %s', (_name, from, location, referer) => {
    expect(next(redirectOf(hopTo(from), head(302, location), origin)).referer).toBe(referer);
  });

  test('drops what describes a body that is not sent any more', () => {
    const headers: HeaderList = [['Content-Type', 'text/x']];
    const post = hopTo('http://10.0.0.1/', { method: 'POST', headers });
    expect(next(redirectOf(post, head(303, '/'), origin)).headers).toEqual([]);
    expect(next(redirectOf(post, head(307, '/'), origin)).headers).toEqual(headers);
  });
});
