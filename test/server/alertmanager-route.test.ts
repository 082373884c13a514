import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { AlertDiagnoses, DiagnosedAlert } from '../../src/diagnosis/alerts/alert-diagnoses.ts';
import { tokenCheck } from '../../src/server/bearer-token.ts';
import { sampleDiagnosis } from '../diagnosis/sample.ts';
import { type AskOptions, ask, exchange, startTestApp } from '../helpers/app.ts';
import { fakeFailure, finishedRun } from '../helpers/fake-prober.ts';
import { scheduledTarget } from '../helpers/scheduled-runs.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());
const tokenFile = join(folder.path, 'token');
writeFileSync(tokenFile, '  sesame-1\n');

const path = '/api/v1/alertmanager';
const fingerprint = '0123456789abcdef';
const labels = { alertname: 'VantageTargetDownEverywhere', job: 'vendors', instance: 'shop' };
const startsAt = '2026-11-29T10:00:00Z';
const body = JSON.stringify({
  version: '4',
  alerts: [{ status: 'firing', labels, annotations: {}, startsAt, fingerprint }],
});

function known(changes: Partial<DiagnosedAlert> = {}): DiagnosedAlert {
  return {
    alert: { fingerprint, labels, startsAt, isFiring: true },
    target: scheduledTarget('https://user:secret@shop/<b>\u202e', { labels: { vantage: 'eu-west-1' } }),
    heardAtMs: Date.UTC(2026, 10, 29, 10, 0, 30),
    run: finishedRun({ outcome: fakeFailure }, { runId: '0mx19b1kv-0002' }),
    state: 'made',
    diagnosis: sampleDiagnosis(),
    ...changes,
  };
}

/** An app that takes notifications from whoever has the token, and what it heard. */
async function listeningApp(found?: DiagnosedAlert) {
  const heard: string[] = [];
  const alertDiagnoses: AlertDiagnoses = {
    heard(alert) {
      heard.push(alert.fingerprint);
      return 'begun';
    },
    of: (asked) => (asked === fingerprint ? found : undefined),
    list: () => (found === undefined ? [] : [found]),
  };
  const app = await startTestApp({ alertDiagnoses, alertToken: tokenCheck(tokenFile) });
  return { ...app, heard };
}

const authorized = { authorization: 'Bearer sesame-1', 'content-type': 'application/json' };

function post(port: number, options: AskOptions = {}) {
  return ask(port, path, { method: 'POST', headers: authorized, body, ...options });
}

describe('the webhook', () => {
  test('says what becomes of each alert', async () => {
    await using app = await listeningApp();
    const { status, text } = await post(app.port);
    expect([status, JSON.parse(text)]).toEqual([200, { alerts: [{ fingerprint, result: 'begun' }] }]);
    expect(app.heard).toEqual([fingerprint]);
  });

  test.each([
    { name: 'no token', headers: {} },
    { name: 'another token', headers: { authorization: 'Bearer sesame-2' } },
    { name: 'a token with more behind it', headers: { authorization: 'Bearer sesame-1 x' } },
    { name: 'a user and a password', headers: { authorization: 'Basic c2VzYW1lLTE6' } },
  ])('refuses $name', async ({ headers }) => {
    await using app = await listeningApp();
    const answer = await post(app.port, { headers });
    expect([answer.status, answer.headers['www-authenticate'], app.heard]).toEqual([401, 'Bearer', []]);
  });

  test('takes a new token at once', async () => {
    await using app = await listeningApp();
    writeFileSync(tokenFile, 'sesame-2');
    try {
      expect((await post(app.port)).status).toBe(401);
      const headers = { authorization: 'bearer sesame-2' };
      expect((await post(app.port, { headers })).status).toBe(200);
      writeFileSync(tokenFile, '\n');
      expect((await post(app.port, { headers })).status).toBe(500);
    } finally {
      writeFileSync(tokenFile, 'sesame-1');
    }
  });

  test('is closed to everybody where no token is named', async () => {
    await using app = await startTestApp();
    const { status, text } = await post(app.port);
    expect([status, JSON.parse(text)]).toEqual([
      403,
      {
        error:
          'Nobody may tell of alerts here: start with --web.alert-token-file, or with users in --web.config.file.',
      },
    ]);
  });

  test.each([
    {
      name: 'what is no notification',
      sent: '{"version":"4"}',
      status: 400,
      says: /^\{"error":"This is not what/,
    },
    {
      name: 'more than anybody would send',
      sent: 'x'.repeat(1024 * 1024 + 1),
      status: 413,
      says: /max_alerts/,
    },
  ])('refuses $name', async ({ sent, status, says }) => {
    await using app = await listeningApp();
    const answer = await post(app.port, { body: sent });
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(says)]);
    expect(app.heard).toEqual([]);
  });

  test('takes no other methods', async () => {
    await using app = await listeningApp();
    const answer = await ask(app.port, path, { method: 'PUT', headers: authorized });
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD, POST']);
  });

  test('reads on after a notification that it refused', async () => {
    await using app = await listeningApp();
    const request = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello`;
    const answer = await exchange(
      app.port,
      `${request}GET /-/healthy HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 401 .*HTTP\/1\.1 200 .*Healthy$/s);
  });

  test('does not read without an end from who has no token', async () => {
    await using app = await listeningApp();
    const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n`;
    expect(await exchange(app.port, head + 'x'.repeat(3_000_000))).toMatch(/^HTTP\/1\.1 401 /);
  });
});

describe('what was found out about an alert', () => {
  test('is JSON', async () => {
    await using app = await listeningApp(known());
    const { status, headers, text } = await ask(app.port, `${path}/${fingerprint}`);
    expect([status, headers['content-type']]).toEqual([200, 'application/json']);
    expect(JSON.parse(text)).toMatchObject({
      fingerprint,
      labels,
      starts_at: startsAt,
      heard_at: '2026-11-29T10:00:30.000Z',
      job: 'vendors',
      module: 'web',
      target: 'https://user:xxxxx@shop/<b>\u202e',
      run_id: '0mx19b1kv-0002',
      state: 'made',
      diagnosis: { verdict: { code: 'healthy' } },
    });
  });

  const page = { headers: { accept: 'text/html,application/xhtml+xml' } };

  test('is a page for people, in which a target is text and nothing else', async () => {
    await using app = await listeningApp(known());
    const { headers, text } = await ask(app.port, `${path}/${fingerprint}`, page);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toContain('<h1>VantageTargetDownEverywhere</h1>');
    expect(text).toContain('<strong>xxxxxxxxxx (healthy, blame nobody)</strong>');
    expect(text).toContain('<td>https://user:xxxxx@shop/&lt;b&gt;\\u202e</td>');
    expect(text).toContain('<a href="../results/0mx19b1kv-0002">');
    expect(text).toContain('<td>eu-west-1</td>');
    expect(text).toContain('<pre>xxxxxxxxxx\n  as text\n</pre>');
    const json = await ask(app.port, `${path}/${fingerprint}?format=json`, page);
    expect(JSON.parse(json.text)).toMatchObject({ diagnosis: { verdict: { code: 'healthy' } } });
  });

  test.each([
    {
      name: 'while it is made',
      changes: { state: 'waiting', diagnosis: undefined },
      says: 'is being diagnosed',
    },
    {
      name: 'that came to nothing',
      changes: { state: 'lost', diagnosis: undefined },
      says: 'came to nothing',
    },
    { name: 'that is gone', changes: { diagnosis: undefined, run: undefined }, says: 'make room' },
  ] as const)('says so of a diagnosis $name', async ({ changes, says }) => {
    await using app = await listeningApp(known(changes));
    const { text } = await ask(app.port, `${path}/${fingerprint}`, page);
    expect(text).toContain(says);
    const asJson = await ask(app.port, `${path}/${fingerprint}`);
    expect(JSON.parse(asJson.text)).toMatchObject({ diagnosis: null });
  });

  test('stands in a list with that of others', async () => {
    await using app = await listeningApp(known());
    expect(JSON.parse((await ask(app.port, path)).text)).toMatchObject({
      alerts: [{ fingerprint, state: 'made', verdict: { code: 'healthy' } }],
    });
    const { text } = await ask(app.port, path, page);
    expect(text).toContain(
      `<td><a href="alertmanager/${fingerprint}">VantageTargetDownEverywhere</a></td><td>https://user:xxxxx@shop/&lt;b&gt;`,
    );
    await using empty = await listeningApp();
    expect(JSON.parse((await ask(empty.port, path)).text)).toEqual({ alerts: [] });
    expect((await ask(empty.port, path, page)).text).toContain('was told of no alert');
  });

  test('is not found when there is none', async () => {
    await using app = await listeningApp(known());
    expect(await ask(app.port, `${path}/ffff`)).toMatchObject({ status: 404 });
    const { status, text } = await ask(app.port, `${path}/%3Cb%3E`, page);
    expect([status, text]).toEqual([404, expect.stringContaining('<h1>&lt;b&gt;</h1>')]);
    expect((await ask(app.port, `${path}/${fingerprint}`, { method: 'POST' })).status).toBe(405);
  });
});
