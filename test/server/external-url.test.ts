import { expect, test } from 'vitest';
import { externalUrl, routePrefix } from '../../src/server/external-url.ts';

test.each([
  { flag: '', listenAddress: ':9115', url: 'http://box:9115', path: '' },
  { flag: '', listenAddress: '[::1]:80', url: 'http://box:80', path: '' },
  {
    flag: 'http://proxy.test/prometheus',
    listenAddress: ':1',
    url: 'http://proxy.test/prometheus',
    path: '/prometheus',
  },
  {
    flag: 'http://proxy.test/ext/path/',
    listenAddress: ':1',
    url: 'http://proxy.test/ext/path',
    path: '/ext/path',
  },
  { flag: 'http://alerts.test', listenAddress: ':1', url: 'http://alerts.test', path: '' },
  { flag: 'http://alerts.test///', listenAddress: ':1', url: 'http://alerts.test', path: '' },
  {
    flag: 'https://double--dash.test:8443/x?a=b#c',
    listenAddress: ':1',
    url: 'https://double--dash.test:8443/x?a=b#c',
    path: '/x',
  },
  {
    flag: 'http://user:pass@[::1]:80/x',
    listenAddress: ':1',
    url: 'http://user:pass@[::1]:80/x',
    path: '/x',
  },
  { flag: 'foo/bar', listenAddress: ':1', url: '/foo/bar', path: '/foo/bar' },
  { flag: '/foo', listenAddress: ':1', url: '/foo', path: '/foo' },
])('takes "$flag" as $url', ({ flag, listenAddress, url, path }) => {
  expect(externalUrl({ flag, listenAddress, hostname: 'box' })).toEqual({ ok: true, url, path });
});

test.each([
  { name: 'quotes around it', flag: "'https://url/prometheus'" },
  { name: 'a quote before it', flag: "'http://starts.test" },
  { name: 'a quote behind it', flag: 'http://ends.test"' },
  { name: 'a port that is no number', flag: 'http://a.test:x/' },
  { name: 'a bracket that does not close', flag: 'http://[::1/' },
  { name: 'a blank in its host', flag: 'http://a b/' },
  { name: 'a control character', flag: 'http://a.test/\u007f' },
  { name: 'a bad escape', flag: 'http://a.test/%zz' },
  { name: 'a colon in its first part', flag: '1a:b/c' },
])('refuses a URL with $name', ({ flag }) => {
  expect(externalUrl({ flag, listenAddress: ':9115', hostname: 'box' })).toMatchObject({ ok: false });
});

test('refuses a listen address without a port when nothing else gives one', () => {
  expect(externalUrl({ flag: '', listenAddress: 'box', hostname: 'box' })).toMatchObject({ ok: false });
});

test.each([
  { flag: '', externalPath: '', prefix: '/' },
  { flag: '', externalPath: '/ext/path', prefix: '/ext/path/' },
  { flag: '/', externalPath: '/ext/path', prefix: '/' },
  { flag: 'bb', externalPath: '', prefix: '/bb/' },
  { flag: '/bb/', externalPath: '/ext', prefix: '/bb/' },
  { flag: '//x/y//', externalPath: '', prefix: '/x/y/' },
])(
  'serves under $prefix for the flag "$flag" and the path "$externalPath"',
  ({ flag, externalPath, prefix }) => {
    expect(routePrefix(flag, externalPath)).toBe(prefix);
  },
);
