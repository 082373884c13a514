import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { groupPath } from '../../../src/cli/check/push-results.ts';
import { run } from '../../../src/cli/run.ts';
import { response, sent, startHttpServer } from '../../helpers/http-server.ts';
import { closedPort, startTcpServer } from '../../helpers/tcp-server.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { recordingIo } from '../recording-io.ts';

const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());

test.each([
  { labels: { job: 'vendors', vantage: 'us-east_1' }, path: '/job/vendors/vantage/us-east_1' },
  { labels: { job: 'vendors', vantage: '' }, path: '/job/vendors' },
  { labels: { job: 'a/b', vantage: '..' }, path: '/job@base64/YS9i/vantage@base64/Li4' },
  { labels: { job: 'über' }, path: '/job@base64/w7xiZXI' },
])('the group of $labels is at $path', ({ labels, path }) => {
  expect(groupPath(labels)).toBe(path);
});

/** Checks one target that is up, and pushes to this URL. */
async function pushTo(url: string, ...flags: readonly string[]) {
  await using target = await startTcpServer(() => {});
  const config = join(folder.path, 'vantage.yml');
  writeFileSync(
    config,
    `modules: { connect: { prober: tcp } }
schedules: [{ job_name: vendors, module: connect, static_configs: [{ targets: ['${target.target}'] }] }]
`,
  );
  const io = recordingIo();
  const code = await run(['check', `--config.file=${config}`, `--push-gateway=${url}`, ...flags], io);
  return { code, printed: io.printed(), complained: io.complained() };
}

function complaint(why: string): string {
  return `vantage check: error: the results of the job vendors were not pushed: ${why}\n`;
}

describe('a Pushgateway', () => {
  test('gets the metrics of a job in its group, with the credentials of a file', async () => {
    await using gateway = await startHttpServer((_request, socket) => {
      socket.end(response(202, ''));
    });
    const http = join(folder.path, 'http.yml');
    writeFileSync(http, 'basic_auth: { username: cron, password: secret }\n');
    const { code, complained } = await pushTo(
      `http://${gateway.authority}/base/`,
      `--http.config.file=${http}`,
    );
    expect([code, complained]).toEqual([0, '']);
    const [request] = gateway.requests;
    if (request === undefined) throw new Error('there was no request');
    expect([request.method, request.target]).toEqual(['PUT', '/base/metrics/job/vendors']);
    expect(sent(request, 'authorization')).toEqual(['Basic Y3JvbjpzZWNyZXQ=']);
    expect(sent(request, 'content-type')).toEqual(['text/plain; version=0.0.4; charset=utf-8']);
    expect(request.body).toMatch(/^probe_success\{.*job="vendors".*\} 1$/mu);
  });

  test.each([
    { status: 400, body: 'pushed metrics are invalid\n', says: '400: pushed metrics are invalid' },
    { status: 500, body: '', says: '500' },
  ])('that answers $status is told of, and nothing passes', async ({ status, body, says }) => {
    await using gateway = await startHttpServer((_request, socket) => {
      socket.end(response(status, body));
    });
    const { code, printed, complained } = await pushTo(`http://${gateway.authority}`);
    expect(code).toBe(3);
    expect(printed).toContain('UNKNOWN 1 of 1 are up, not everything could be done\n');
    expect(complained).toBe(complaint(`the Pushgateway answered with HTTP status ${says}`));
  });

  test('that wants credentials is told of with the flag for them', async () => {
    await using gateway = await startHttpServer((_request, socket) => {
      socket.end(response(401, ''));
    });
    expect(await pushTo(`http://${gateway.authority}`)).toMatchObject({
      code: 3,
      complained: complaint(
        'the Pushgateway wants credentials (HTTP status 401); give them with --http.config.file',
      ),
    });
  });

  test('that is not there is told of', async () => {
    expect(await pushTo(`http://127.0.0.1:${await closedPort()}`)).toMatchObject({
      code: 3,
      complained: complaint('the Pushgateway refused the connection (ECONNREFUSED)'),
    });
  });
});

test.each([
  { flags: ['--push-gateway=ftp://x'], says: 'It is a URL such as http://pushgateway.example:9091' },
  { flags: ['--push-gateway=http://x?y'], says: 'It is a URL such as http://pushgateway.example:9091' },
  { flags: ['--push-gateway=http://x', '--target=y'], says: '--push-gateway replaces all results of a job' },
  { flags: ['--http.config.file=x'], says: '--http.config.file is for the Pushgateway' },
  { flags: ['--push-gateway=http://x', '--http.config.file=/missing'], says: '/missing' },
])('ends with 2 for $flags', async ({ flags, says }) => {
  const io = recordingIo();
  expect(await run(['check', '--config.file=config.example.yml', ...flags], io)).toBe(2);
  expect(io.complained()).toContain(says);
});
