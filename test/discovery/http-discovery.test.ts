import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HttpSdConfig } from '../../src/config/schedule.ts';
import { mint } from '../helpers/certificates.ts';
import { fixedResolver } from '../helpers/context.ts';
import { createGate } from '../helpers/gate.ts';
import { httpOptionsOf } from '../helpers/http-options.ts';
import { type Responder, reply, response, route, sent, startHttpServer } from '../helpers/http-server.ts';
import { leakedSince, openResources } from '../helpers/open-resources.ts';
import { scheduleWith } from '../helpers/schedule.ts';
import { policyOf } from '../helpers/target-policy.ts';
import { closedPort } from '../helpers/tcp-server.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { startTlsServer } from '../helpers/tls-server.ts';
import { recordedDiscovery } from './recorded-discovery.ts';

const everyMs = 60_000;
const limitMs = 30_000;

function scheduleOf(url: string, changes: Partial<HttpSdConfig> & { readonly block?: string } = {}) {
  const { block = '{}', ...others } = changes;
  const client = httpOptionsOf(block);
  return scheduleWith({ httpSdConfigs: [{ url, client, refreshIntervalMs: everyMs, ...others }] });
}

const json = ['Content-Type: application/json'];
const groupsOf = (...targets: readonly string[]): string => JSON.stringify([{ targets }]);
const listOf = (...targets: readonly string[]): Responder => reply(response(200, groupsOf(...targets), json));

/** A server that answers with what it was last told to, and a discovery that asks it. */
async function askedServer(first: Responder) {
  let respond = first;
  const server = await startHttpServer((request, socket) => respond(request, socket));
  const recorded = recordedDiscovery();
  return {
    ...recorded,
    server,
    url: `http://${server.authority}/targets`,
    answer: (next: Responder) => {
      respond = next;
    },
    refreshed: () => recorded.refresh(everyMs),
    details: () => recorded.failures.map(({ detail }) => detail),
    [Symbol.asyncDispose]: async () => {
      recorded[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('a request', () => {
  test.each(['127.0.0.1', 'sd.example'])(
    'is not made where the target policy denies it: %s',
    async (host) => {
      await using server = await startHttpServer(listOf('a'));
      using recorded = recordedDiscovery({
        resolver: fixedResolver({ 'sd.example': ['127.0.0.1'] }),
        targetPolicy: () => policyOf('deny: [{ addresses: [loopback], use: [discovery] }]'),
      });
      await recorded.follow(scheduleOf(`http://${host}:${server.port}/`));
      const where = host === '127.0.0.1' ? host : `${host} (127.0.0.1)`;
      expect(recorded.failures.map(({ detail }) => detail)).toEqual([
        `the target policy denies the server of target groups: ${where} fits target_policy.deny[0]`,
      ]);
      expect(server.connections()).toBe(0);
    },
  );

  test('follows no redirect to where the target policy denies it', async () => {
    await using inner = await startHttpServer(listOf('a'));
    await using server = await startHttpServer(
      reply(response(302, '', [`Location: http://127.0.0.1:${inner.port}/`])),
      '127.0.0.2',
    );
    using recorded = recordedDiscovery({
      targetPolicy: () => policyOf('deny: [{ addresses: [127.0.0.1] }]'),
    });
    await recorded.follow(scheduleOf(`http://127.0.0.2:${server.port}/`));
    expect(recorded.failures.map(({ detail }) => detail)).toEqual([
      'the target policy denies the server of target groups: 127.0.0.1 fits target_policy.deny[0]',
    ]);
    expect(inner.connections()).toBe(0);
  });

  test('says what is wanted and how often', async () => {
    await using asked = await askedServer(listOf('a'));
    await asked.follow(scheduleOf(`${asked.url}?site=5`, { refreshIntervalMs: 1500 }));
    expect(asked.told).toEqual(['vendors: ', 'vendors: a']);
    const [request] = asked.server.requests;
    expect(request?.target).toBe('/targets?site=5');
    expect(sent(request, 'Accept')).toEqual(['application/json']);
    expect(sent(request, 'X-Prometheus-Refresh-Interval-Seconds')).toEqual(['1.5']);
    expect(asked.timers.waiting()).toEqual([1500]);
  });

  test.each([
    {
      name: 'basic_auth',
      block: '{basic_auth: {username: me, password: secret}}',
      headers: { authorization: ['Basic bWU6c2VjcmV0'] },
    },
    {
      name: 'a token from a file',
      block: '{authorization: {credentials_file: TOKEN}}',
      headers: { authorization: ['Bearer from-file'] },
    },
    {
      name: 'http_headers',
      block: '{http_headers: {X-Site: {values: [a], files: [TOKEN]}}}',
      headers: { 'x-site': ['a', 'from-file'] },
    },
  ])('proves who asks by $name', async ({ block, headers }) => {
    using folder = temporaryDirectory();
    const token = join(folder.path, 'token');
    writeFileSync(token, 'from-file\n');
    await using asked = await askedServer(listOf('a'));
    await asked.follow(scheduleOf(asked.url, { block: block.replace('TOKEN', token) }));
    for (const [name, values] of Object.entries(headers)) {
      expect(sent(asked.server.requests[0], name)).toEqual(values);
    }
  });

  test('follows redirects unless they are forbidden', async () => {
    const redirected = { '/targets': reply(response(302, '', ['Location: /new'])), '/new': listOf('a') };
    await using asked = await askedServer(route(redirected));
    await asked.follow(scheduleOf(asked.url));
    expect(asked.told.at(-1)).toBe('vendors: a');
    await asked.follow(scheduleOf(`${asked.url}?`, { block: '{follow_redirects: false}' }));
    expect(asked.details()).toEqual(['the server answered with HTTP status 302 and not 200']);
  });

  test('goes to another address of the host when the first cannot be connected to', async () => {
    await using asked = await askedServer(listOf('a'));
    using recorded = recordedDiscovery({ resolver: fixedResolver({ sd: ['::1', '127.0.0.1'] }) });
    await recorded.follow(scheduleOf(`http://sd:${asked.server.port}/`));
    expect(recorded.told.at(-1)).toBe('vendors: a');
    expect(sent(asked.server.requests[0], 'host')).toEqual([`sd:${asked.server.port}`]);
  });

  test('goes over TLS, by the options of the source', async () => {
    const identity = mint({ subject: 'sd', dnsNames: ['sd.test'] });
    await using server = await startTlsServer({
      identity,
      onConnection: (socket) => {
        void once(socket, 'data').then(() => socket.end(response(200, groupsOf('a'), json)));
      },
    });
    using recorded = recordedDiscovery({ resolver: fixedResolver({ 'sd.test': ['127.0.0.1'] }) });
    const url = `https://sd.test:${server.port}/`;
    await recorded.follow(scheduleOf(url, { block: '{tls_config: {insecure_skip_verify: true}}' }));
    expect(recorded.told.at(-1)).toBe('vendors: a');
    await recorded.follow(scheduleOf(url));
    expect(recorded.failures.map(({ detail }) => detail)).toEqual([expect.stringContaining('certificate')]);
    expect(recorded.discovery.groups('vendors')).toEqual([{ targets: ['a'], labels: {} }]);
  });
});

describe('an answer', () => {
  test.each([
    { name: 'in JSON', type: 'application/json' },
    { name: 'in JSON with the charset', type: 'application/json; charset=utf-8' },
    { name: 'in JSON with the charset in quotes', type: 'Application/JSON;charset="UTF-8"' },
  ])('counts: $name', async ({ type }) => {
    await using asked = await askedServer(reply(response(200, groupsOf('a'), [`Content-Type: ${type}`])));
    await asked.follow(scheduleOf(asked.url));
    expect(asked.told.at(-1)).toBe('vendors: a');
  });

  test.each([
    {
      name: 'an error',
      respond: reply(response(500, groupsOf('no'), json)),
      detail: /^the server answered with HTTP status 500 and not 200$/,
    },
    {
      name: 'success of another kind',
      respond: reply(response(203, groupsOf('no'), json)),
      detail: /^the server answered with HTTP status 203 and not 200$/,
    },
    {
      name: 'no content type',
      respond: reply(response(200, groupsOf('no'))),
      detail: /^the content type is "" and not application\/json$/,
    },
    {
      name: 'another content type',
      respond: reply(response(200, groupsOf('no'), ['Content-Type: application/jsonl'])),
      detail: /^the content type is "application\/jsonl" and not application\/json$/,
    },
    {
      name: 'no JSON',
      respond: reply(response(200, '<html>', json)),
      detail: /^it is not JSON: /,
    },
    {
      name: 'no list',
      respond: reply(response(200, '{"status":"ok"}', json)),
      detail: /^must be a list of target groups$/,
    },
    {
      name: 'a target that is none',
      respond: reply(response(200, groupsOf('a', ''), json)),
      detail: /^\[0\]\.targets\[1\]: the target is empty; remove it$/,
    },
    {
      name: 'a target that is not UTF-8',
      respond: reply(response(200, groupsOf('a\xff'), json)),
      detail: /^\[0\]\.targets\[0\]: the target is not UTF-8$/,
    },
    {
      name: 'an end before its length',
      respond: reply(`HTTP/1.1 200 OK\r\n${json.join()}\r\nContent-Length: 100\r\n\r\n[]`),
      detail: /body/,
    },
    {
      name: 'something that is not HTTP',
      respond: reply('SSH-2.0-OpenSSH_9.2\r\n'),
      detail: /HTTP/,
    },
  ])('keeps the last good list, and is counted and told: $name', async ({ respond, detail }) => {
    await using asked = await askedServer(listOf('a'));
    await asked.follow(scheduleOf(asked.url));
    asked.answer(respond);
    await asked.refreshed();
    await asked.refreshed();
    const failure = { jobName: 'vendors', kind: 'http', source: asked.url };
    expect(asked.failures).toMatchObject([failure, failure]);
    for (const each of asked.details()) expect(each).toMatch(detail);
    expect(asked.lines).toHaveLength(1);
    asked.answer(listOf('b'));
    await asked.refreshed();
    expect(asked.told).toEqual(['vendors: ', 'vendors: a', 'vendors: b']);
    expect(asked.lines.at(-1)).toBe('info: Discovery works again');
  });

  test('that never ends is cut off at 10 MiB', async () => {
    const closed = createGate();
    const totalBytes = 100 * 1024 * 1024;
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    let sentBytes = 0;
    const stream = (socket: Socket): void => {
      socket.write(chunk, (error) => {
        if (error) return;
        sentBytes += chunk.length;
        if (sentBytes < totalBytes) stream(socket);
      });
    };
    await using asked = await askedServer(listOf('a'));
    await asked.follow(scheduleOf(asked.url));
    asked.answer((_request, socket) => {
      socket.on('close', () => closed.open());
      socket.write(`HTTP/1.1 200 OK\r\n${json.join()}\r\nContent-Length: ${totalBytes}\r\n\r\n`);
      stream(socket);
    });
    await asked.refreshed();
    expect(asked.details()).toEqual(['the answer has more than 10485760 bytes']);
    expect(asked.discovery.groups('vendors')).toEqual([{ targets: ['a'], labels: {} }]);
    await closed.opened;
    expect(sentBytes).toBeLessThan(totalBytes);
  });

  test('that never comes is given up after 30 s', async () => {
    await using asked = await askedServer(listOf('a'));
    await asked.follow(scheduleOf(asked.url));
    const requested = createGate();
    const closed = createGate();
    asked.answer((_request, socket) => {
      socket.on('close', () => closed.open());
      requested.open();
    });
    await asked.timers.end(everyMs);
    await requested.opened;
    await asked.timers.end(limitMs);
    await asked.timers.untilWaiting(everyMs);
    await closed.opened;
    expect(asked.details()).toEqual([expect.stringMatching(/^no result within 30 s: /)]);
    expect(asked.discovery.groups('vendors')).toEqual([{ targets: ['a'], labels: {} }]);
    expect(asked.timers.waiting()).toEqual([everyMs]);
  });

  test('is waited for no longer than until the next refresh is due', async () => {
    await using asked = await askedServer(() => {});
    const followed = asked.follow(scheduleOf(asked.url, { refreshIntervalMs: 2000 }));
    expect(asked.timers.waiting()).toEqual([2000]);
    await asked.timers.end(2000);
    await followed;
    expect(asked.details()).toEqual([expect.stringMatching(/^no result within 2 s: /)]);
  });
});

describe('a server that is not there', () => {
  test.each([
    { name: 'a port that is closed', host: '127.0.0.1', detail: /refused/i },
    { name: 'a name that does not exist', host: 'sd.test', detail: /^sd\.test: no such host$/ },
  ])('is counted and told: $name', async ({ host, detail }) => {
    using recorded = recordedDiscovery();
    await recorded.follow(scheduleOf(`http://${host}:${await closedPort()}/`));
    expect(recorded.failures.map((failure) => failure.detail)).toEqual([expect.stringMatching(detail)]);
    expect(recorded.told).toEqual(['vendors: ']);
  });

  test('is not asked when a file with credentials cannot be read', async () => {
    await using asked = await askedServer(listOf('a'));
    const block = '{authorization: {credentials_file: /nowhere/token}}';
    await asked.follow(scheduleOf(asked.url, { block }));
    expect(asked.details()).toEqual([expect.stringMatching(/^cannot read \/nowhere\/token: /)]);
    expect(asked.server.requests).toEqual([]);
  });

  test('is told without what may be secret in its URL', async () => {
    using recorded = recordedDiscovery();
    const port = await closedPort();
    await recorded.follow(scheduleOf(`http://me:hidden@127.0.0.1:${port}/targets?token=hidden`));
    expect(recorded.failures.map(({ source }) => source)).toEqual([`http://127.0.0.1:${port}/targets`]);
    expect(JSON.stringify([recorded.failures, recorded.lines])).not.toContain('hidden');
  });
});

describe('a reload', () => {
  test('keeps a source that is the same, secrets included', async () => {
    await using asked = await askedServer(listOf('a'));
    const block = '{basic_auth: {username: me, password: one}}';
    await asked.follow(scheduleOf(asked.url, { block }));
    await asked.follow(scheduleOf(asked.url, { block }));
    expect(asked.server.requests).toHaveLength(1);
    expect(asked.timers.waiting()).toEqual([everyMs]);
  });

  test('sees that a secret has changed, and keeps the list while the new one is refused', async () => {
    await using asked = await askedServer(listOf('a'));
    await asked.follow(scheduleOf(asked.url, { block: '{basic_auth: {username: me, password: one}}' }));
    asked.answer(reply(response(401, '')));
    await asked.follow(scheduleOf(asked.url, { block: '{basic_auth: {username: me, password: two}}' }));
    expect(asked.server.requests.map((request) => sent(request, 'authorization'))).toEqual([
      ['Basic bWU6b25l'],
      ['Basic bWU6dHdv'],
    ]);
    expect(asked.told).toEqual(['vendors: ', 'vendors: a']);
    expect(asked.timers.waiting()).toEqual([everyMs]);
  });
});

test('does not mix up sources that differ in their query alone', async () => {
  await using asked = await askedServer((request, socket) => {
    socket.end(response(200, groupsOf(request.target.slice(-1)), json));
  });
  const both = (refreshIntervalMs: number) =>
    scheduleWith({
      httpSdConfigs: ['1', '2'].map((site) => ({
        url: `${asked.url}?site=${site}`,
        client: httpOptionsOf('{}'),
        refreshIntervalMs,
      })),
    });
  await asked.follow(both(everyMs));
  asked.answer(reply(response(500, '')));
  await asked.follow(both(5000));
  expect(asked.told.at(-1)).toBe('vendors: 1 2');
});

test('leaves nothing open when it is disposed of in the middle of a request', async () => {
  const before = openResources();
  {
    const requested = createGate();
    await using asked = await askedServer(() => requested.open());
    const followed = asked.follow(scheduleOf(asked.url));
    await requested.opened;
    asked.discovery[Symbol.dispose]();
    await followed;
    expect(asked.timers.waiting()).toEqual([]);
    expect(asked.failures).toEqual([]);
  }
  expect(await leakedSince(before)).toEqual([]);
});
