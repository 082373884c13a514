import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, exchange, startTestApp, type TestApp } from '../helpers/app.ts';
import { pageText } from '../helpers/metrics-page.ts';

const errorHeaders = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };

describe('at the root', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.server.stop(0));

  test.each([
    { method: 'GET', body: 'Healthy' },
    { method: 'POST', body: 'Healthy' },
    { method: 'HEAD', body: '' },
  ])('$method /-/healthy says Healthy without a line break', async ({ method, body }) => {
    const answer = await ask(app.port, '/-/healthy', { method });
    expect(answer).toMatchObject({
      status: 200,
      text: body,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': '7' },
    });
  });

  test.each([
    '/',
    '/nope',
    '/metrics/',
    '/probe/?target=x',
    '/-/ready',
    '/-/healthy/',
    '/favicon.ico',
    '/probe%3Ftarget=x',
    '/x%20y',
  ])('%s is the landing page', async (path) => {
    const answer = await ask(app.port, path);
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/html' } });
    expect(answer.text).toContain('<h1>Blackbox Exporter</h1>');
  });

  test.each([
    { path: '//probe?target=x', location: '/probe?target=x' },
    { path: '/a/../metrics?x=1', location: '/metrics?x=1' },
    { path: '/./', location: '/' },
    { path: '/a//b/', location: '/a/b/' },
    { path: '/a/b/..', location: '/a' },
    { path: '/../..', location: '/' },
    { path: '/%2e%2e/x', location: '/x' },
    { path: '/a%2F/b', location: '/a/b' },
    { path: '//%0d%0aX-Injected:%20yes', location: '/%0D%0AX-Injected:%20yes' },
    { path: '//evil.test/%22%3E', location: '/evil.test/%22%3E' },
  ])('$path is redirected to $location', async ({ path, location }) => {
    const answer = await ask(app.port, path);
    expect(answer).toMatchObject({
      status: 301,
      headers: { location, 'content-type': 'text/html; charset=utf-8' },
      text: `<a href="${location}">Moved Permanently</a>.\n\n`,
    });
  });

  test('a redirected POST gets no page', async () => {
    const answer = await ask(app.port, '//x', { method: 'POST' });
    expect(answer).toMatchObject({ status: 301, text: '', headers: { location: '/x' } });
    expect(answer.headers['content-type']).toBeUndefined();
  });

  test('the page of a redirect escapes the query', async () => {
    const answer = await ask(app.port, "//x?a=<b>&c='");
    expect(answer.text).toBe('<a href="/x?a=&lt;b&gt;&amp;c=&#39;">Moved Permanently</a>.\n\n');
  });

  test('a request target in absolute form counts by its path', async () => {
    const answer = await exchange(
      app.port,
      'GET http://evil.test/-/healthy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nHealthy$/s);
  });

  test('OPTIONS * is answered with nothing', async () => {
    const answer = await exchange(app.port, 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*content-length: 0\r\n/s);
  });

  test('a bad escape in the path is a bad request', async () => {
    const answer = await ask(app.port, '/%zz');
    expect(answer).toMatchObject({ status: 400, headers: errorHeaders });
  });

  test('/metrics shows the exporter itself in text 0.0.4', async () => {
    const answer = await ask(app.port, '/metrics', { headers: { accept: 'application/openmetrics-text' } });
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores' },
    });
    expect(answer.text).toContain('\nblackbox_module_unknown_total 0\n');
  });

  test('/config is plain text', async () => {
    const answer = await ask(app.port, '/config');
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain' } });
    expect(answer.text).toBe(
      'modules:\n    http_2xx:\n        prober: fake\n    web:\n        prober: fake\n',
    );
  });

  test('/config?format=json is JSON', async () => {
    const answer = await ask(app.port, '/config?format=json');
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(answer.text)).toEqual({
      modules: { http_2xx: { prober: 'fake', timeout: null }, web: { prober: 'fake', timeout: null } },
    });
  });
});

describe('under a prefix', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ options: { routePrefix: '/bb/', externalUrl: 'http://ext.test/ext/path' } });
  });
  afterAll(() => app.server.stop(0));

  test.each([
    { path: '/bb/-/healthy', status: 200 },
    { path: '/bb/', status: 200 },
    { path: '/bb/nope', status: 200 },
    { path: '/bb/metrics', status: 200 },
    { path: '/bb', status: 301, location: '/bb/' },
    { path: '/bb?x=1', status: 301, location: '/bb/?x=1' },
    { path: '//bb', status: 301, location: '/bb/' },
    { path: '/bb//metrics', status: 301, location: '/bb/metrics' },
    { path: '/bb/../x', status: 301, location: '/x' },
    { path: '/', status: 302, location: 'http://ext.test/ext/path' },
  ])('$path answers $status', async ({ path, status, location }) => {
    const answer = await ask(app.port, path);
    expect(answer.status).toBe(status);
    expect(answer.headers.location).toBe(location);
  });

  test.each(['/bbx', '/other', '/-/healthy', '/probe?target=x', '/metrics'])(
    '%s is not found',
    async (path) => {
      const answer = await ask(app.port, path);
      expect(answer).toMatchObject({ status: 404, text: '404 page not found\n', headers: errorHeaders });
    },
  );

  test('the redirect from the root names the external URL in its page', async () => {
    const answer = await ask(app.port, '/');
    expect(answer.text).toBe('<a href="http://ext.test/ext/path">Found</a>.\n\n');
  });
});

test('an exception in a route is answered 500, logged and counted', async () => {
  await using app = await startTestApp({ reload: () => Promise.reject(new Error('oh no\nlevel=INFO')) });
  const answer = await ask(app.port, '/-/reload', { method: 'POST' });
  expect(answer).toMatchObject({ status: 500, text: 'Internal Server Error\n' });
  expect(app.logLines).toHaveLength(1);
  expect(app.logLines[0]).toContain(
    String.raw`level=ERROR msg="Bug while answering a request" error="Error: oh no\nlevel=INFO\n`,
  );
  expect(await pageText(await app.parts.selfMetrics.families())).toContain('\nvantage_bugs_total 1\n');
});
