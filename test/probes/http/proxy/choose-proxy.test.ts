import { describe, expect, test } from 'vitest';
import { chooseProxy, type Environment } from '../../../../probes/http/proxy/choose-proxy.ts';
import { httpOptionsOf } from '../../../helpers/http-options.ts';

/** The choice for a target in words. */
function chosen(block: string, url: string, environment: Environment = {}): string {
  const { protocol, hostname, port } = new URL(url);
  const scheme = protocol.slice(0, -1);
  const target = { scheme, hostname, port: Number(port || (scheme === 'https' ? 443 : 80)) };
  const choice = chooseProxy(httpOptionsOf(block).proxyOptions, [target], environment);
  if (!choice.ok) return `${choice.failure.reason}: ${choice.failure.detail}`;
  const { proxy } = choice;
  if (proxy === undefined) return 'direct';
  const user = proxy.user === undefined ? '' : `${proxy.user.name}:${proxy.user.password.reveal()}@`;
  return `${proxy.scheme}://${user}${proxy.hostname}:${proxy.port}`;
}

describe('proxy_url', () => {
  test.each([
    ['http', '{proxy_url: "http://p.test"}', 'http://p.test:80'],
    ['https', '{proxy_url: "https://p.test"}', 'https://p.test:443'],
    ['SOCKS', '{proxy_url: "socks5://p.test"}', 'socks5://p.test:1080'],
    ['SOCKS by name', '{proxy_url: "socks5h://p.test:9050"}', 'socks5h://p.test:9050'],
    ['credentials', '{proxy_url: "http://me:s%20t@p.test:3128"}', 'http://me:s t@p.test:3128'],
    ['IPv6', '{proxy_url: "http://[::1]:3128"}', 'http://::1:3128'],
    ['nothing', '{proxy_url: ""}', 'direct'],
    [
      'another host than no_proxy names',
      '{proxy_url: "http://p.test", no_proxy: b.test}',
      'http://p.test:80',
    ],
    ['the host that no_proxy names', '{proxy_url: "http://p.test", no_proxy: a.test}', 'direct'],
    [
      'no scheme that is known',
      '{proxy_url: "ftp://me:secret@p.test"}',
      'local.options: the URL of the proxy must begin with http, https, socks5 or socks5h',
    ],
    ['no host', '{proxy_url: "http://"}', 'local.options: the URL of the proxy names no host'],
    [
      'a port that is none',
      '{proxy_url: "http://p:99999"}',
      'local.options: the port of the proxy is out of range',
    ],
  ])('means %s', (_, block, proxy) => {
    expect(chosen(block, 'http://a.test/')).toBe(proxy);
  });

  test('is for localhost, too, as long as there is no exception', () => {
    expect(chosen('{proxy_url: "http://p.test"}', 'http://localhost/')).toBe('http://p.test:80');
    expect(chosen('{proxy_url: "http://p.test", no_proxy: b.test}', 'http://localhost/')).toBe('direct');
  });
});

describe('proxy_from_environment', () => {
  test.each([
    ['HTTP_PROXY for http', 'http://a.test/', { HTTP_PROXY: 'http://p.test' }, 'http://p.test:80'],
    ['http_proxy for http', 'http://a.test/', { http_proxy: 'http://p.test' }, 'http://p.test:80'],
    ['upper case first', 'http://a.test/', { HTTP_PROXY: 'http://p', http_proxy: 'http://q' }, 'http://p:80'],
    ['not HTTP_PROXY for https', 'https://a.test/', { HTTP_PROXY: 'http://p.test' }, 'direct'],
    ['HTTPS_PROXY for https', 'https://a.test/', { HTTPS_PROXY: 'socks5://p.test' }, 'socks5://p.test:1080'],
    ['a value without a scheme', 'http://a.test/', { HTTP_PROXY: 'p.test:3128' }, 'http://p.test:3128'],
    ['no value that is none', 'http://a.test/', { HTTP_PROXY: '://' }, 'direct'],
    ['NO_PROXY', 'http://a.test/', { HTTP_PROXY: 'http://p.test', NO_PROXY: '.test' }, 'direct'],
    ['no_proxy', 'http://a.test/', { HTTP_PROXY: 'http://p.test', no_proxy: '.test' }, 'direct'],
    ['no proxy for localhost', 'http://localhost/', { HTTP_PROXY: 'http://p.test' }, 'direct'],
    ['nothing that is not set', 'http://a.test/', {}, 'direct'],
  ])('takes %s', (_, url, environment, proxy) => {
    expect(chosen('{proxy_from_environment: true}', url, environment)).toBe(proxy);
  });
});
