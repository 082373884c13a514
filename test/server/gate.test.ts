import http from 'node:http';
import { describe, expect, test } from 'vitest';
import { isAuthenticated } from '../../src/server/authenticated.ts';
import type { App } from '../../src/server/messages.ts';
import { send } from '../../src/server/reply.ts';
import { ask } from '../helpers/app.ts';
import { createGate } from '../helpers/gate.ts';
import { startWebApp } from '../helpers/web-app.ts';

// A hash by its form; in these tests the last letters are the password.
const hash = `$2b$10$${'x'.repeat(47)}secret`;
const users = `basic_auth_users: { me: "${hash}" }\n`;

function basic(text: string) {
  return { headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` } };
}

test('lets everything pass when the file asks for nothing', async () => {
  await using web = await startWebApp({ files: { 'web.yml': '' } });
  expect(await ask(web.port, '/')).toMatchObject({ status: 200, text: 'hello' });
});

describe('with users', () => {
  test.each([
    { name: 'nobody', options: {} },
    { name: 'a wrong password', options: basic('me:wrong') },
    { name: 'somebody else', options: basic('you:secret') },
    { name: 'another scheme', options: { headers: { authorization: 'Bearer secret' } } },
  ])('answers 401 to $name', async ({ options }) => {
    await using web = await startWebApp({ files: { 'web.yml': users } });
    expect(await ask(web.port, '/-/healthy', options)).toMatchObject({
      status: 401,
      text: 'Unauthorized\n',
      headers: {
        'www-authenticate': 'Basic',
        'content-type': 'text/plain; charset=utf-8',
        'x-content-type-options': 'nosniff',
      },
    });
  });

  test('lets the right password pass', async () => {
    await using web = await startWebApp({ files: { 'web.yml': users } });
    const answer = await ask(web.port, '/', basic('me:secret'));
    expect(answer).toMatchObject({ status: 200, text: 'hello' });
    expect(answer.headers['www-authenticate']).toBeUndefined();
  });

  test('tells the app that a password was right', async () => {
    const app: App = (request, response) => {
      send(response, { status: 200, body: String(isAuthenticated(request)), headers: {} });
    };
    await using web = await startWebApp({ files: { 'web.yml': users }, app });
    expect((await ask(web.port, '/', basic('me:secret'))).text).toBe('true');
    web.write('web.yml', '');
    expect((await ask(web.port, '/', basic('me:secret'))).text).toBe('false');
  });

  test('follows the file: a user who is taken out is kept out', async () => {
    await using web = await startWebApp({ files: { 'web.yml': users } });
    expect(await ask(web.port, '/', basic('me:secret'))).toMatchObject({ status: 200 });
    web.write('web.yml', users.replace('me:', 'you:'));
    expect(await ask(web.port, '/', basic('me:secret'))).toMatchObject({ status: 401 });
  });

  test('answers 500 when a password cannot be compared, and says why', async () => {
    await using web = await startWebApp({
      files: { 'web.yml': users },
      matches: () => Promise.reject(new Error('no thread')),
    });
    expect(await ask(web.port, '/', basic('me:secret'))).toMatchObject({ status: 500 });
    expect(web.lines.join('')).toContain('no thread');
  });

  test('begins nothing for a client that left while its password was compared', async () => {
    const asked = createGate();
    const mayAnswer = createGate();
    const reached: string[] = [];
    await using web = await startWebApp({
      files: { 'web.yml': users },
      app: (request, response) => {
        reached.push(request.url ?? '');
        response.end();
      },
      async matches() {
        asked.open();
        await mayAnswer.opened;
        return true;
      },
    });
    const request = http.get({ host: '127.0.0.1', port: web.port, path: '/first', ...basic('me:secret') });
    request.on('error', () => {});
    const left = new Promise<void>((resolve) => {
      request.on('close', resolve);
    });
    await asked.opened;
    request.destroy();
    await left;
    // Stopping waits until the server has seen that the client is gone.
    await web.server.stop(60_000);
    mayAnswer.open();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(reached).toEqual([]);
  });
});

test('sends the headers of the file with every answer, refusals too', async () => {
  const headers =
    'http_server_config: { headers: { X-Frame-Options: deny, Strict-Transport-Security: max-age=1 } }\n';
  await using web = await startWebApp({ files: { 'web.yml': headers + users } });
  const expected = { 'x-frame-options': 'deny', 'strict-transport-security': 'max-age=1' };
  expect((await ask(web.port, '/', basic('me:secret'))).headers).toMatchObject(expected);
  expect((await ask(web.port, '/')).headers).toMatchObject(expected);
});

test('answers 429 while requests are too many', async () => {
  const admissions = [true, false, true];
  await using web = await startWebApp({
    files: { 'web.yml': users },
    admit: () => admissions.shift() ?? false,
  });
  expect(await ask(web.port, '/', basic('me:secret'))).toMatchObject({ status: 200 });
  expect(await ask(web.port, '/', basic('me:secret'))).toMatchObject({
    status: 429,
    text: 'Too Many Requests\n',
  });
  expect(await ask(web.port, '/')).toMatchObject({ status: 401 });
});

test('answers 500 while the file is broken, tells it once, and recovers', async () => {
  await using web = await startWebApp({ files: { 'web.yml': '' } });
  web.write('web.yml', 'foo: 1\n');
  expect(await ask(web.port, '/')).toMatchObject({ status: 500, text: 'Internal Server Error\n' });
  expect(await ask(web.port, '/')).toMatchObject({ status: 500 });
  expect(web.lines).toHaveLength(1);
  expect(web.lines[0]).toMatch(
    /level=ERROR msg="The web configuration is broken" issue=".*web\.yml:1:1: foo: unknown key/,
  );
  web.write('web.yml', '# well again\n');
  expect(await ask(web.port, '/')).toMatchObject({ status: 200 });
});
