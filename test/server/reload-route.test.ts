import { expect, test } from 'vitest';
import { ask, exchange, startTestApp } from '../helpers/app.ts';

test.each([
  { method: 'GET', text: 'This endpoint requires a POST request.\n' },
  { method: 'PUT', text: 'This endpoint requires a POST request.\n' },
  { method: 'HEAD', text: '' },
])('$method is refused, and nothing is reloaded', async ({ method, text }) => {
  let reloads = 0;
  await using app = await startTestApp({
    reload: () => {
      reloads += 1;
      return Promise.resolve({ ok: true });
    },
  });
  const answer = await ask(app.port, '/-/reload', { method });
  expect(answer).toMatchObject({
    status: 405,
    text,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': '39' },
  });
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
  expect(reloads).toBe(0);
});

test('POST reloads and answers with nothing', async () => {
  await using app = await startTestApp();
  const answer = await ask(app.port, '/-/reload', { method: 'POST' });
  expect(answer).toMatchObject({ status: 200, text: '', headers: { 'content-length': '0' } });
});

test('POST ignores its body', async () => {
  await using app = await startTestApp();
  const answer = await exchange(
    app.port,
    'POST /-/reload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 8\r\n\r\ntarget=x',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

test('a configuration that does not load is answered 500 with the reason', async () => {
  await using app = await startTestApp({
    reload: () => Promise.resolve({ ok: false, error: 'config.yml:3:5: modules.web: unknown key' }),
  });
  const answer = await ask(app.port, '/-/reload', { method: 'POST' });
  expect(answer).toMatchObject({
    status: 500,
    text: 'failed to reload config: config.yml:3:5: modules.web: unknown key\n',
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  });
});
