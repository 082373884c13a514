/** Diagnoses of the built server: by itself on the first failure of a schedule, and on demand. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startVantage } from '../cli/vantage-process.ts';
import { ask } from '../helpers/app.ts';
import { response, startHttpServer } from '../helpers/http-server.ts';
import { eventually } from '../helpers/prometheus.ts';
import { startTcpServer } from '../helpers/tcp-server.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const listed = z.object({
  results: z.array(
    z.object({
      run_id: z.string(),
      started_at: z.string(),
      duration_seconds: z.number(),
      verdict: z.object({ code: z.string(), blame: z.string(), sentence: z.string() }).nullable(),
    }),
  ),
});

async function startServer(target: string, ...flags: readonly string[]) {
  const directory = temporaryDirectory();
  const config = join(directory.path, 'vantage.yml');
  writeFileSync(
    config,
    `modules: { http_2xx: { prober: http } }
schedules:
  - job_name: vendors
    module: http_2xx
    interval: 1s
    timeout: 1s
    static_configs: [ { targets: ["${target}"] } ]
`,
  );
  const vantage = startVantage([`--config.file=${config}`, '--web.listen-address=127.0.0.1:0', ...flags]);
  const [, port = ''] = await vantage.saysOnStderr(/address=127\.0\.0\.1:(\d+)/);
  return {
    vantage,
    port: Number(port),
    [Symbol.asyncDispose]: async () => {
      await vantage[Symbol.asyncDispose]();
      directory[Symbol.dispose]();
    },
  };
}

test('the first failure of a schedule has its diagnosis in the history within 10 s, and its verdict in the log', async () => {
  let isBroken = false;
  await using target = await startHttpServer((_request, socket) => {
    socket.end(response(isBroken ? 503 : 200, ''));
  });
  await using server = await startServer(`http://${target.authority}/`);
  await eventually('a good run', () => Promise.resolve(target.requests.length > 1 ? true : undefined));
  isBroken = true;
  const first = await eventually('a verdict', async () => {
    const { text } = await ask(server.port, '/api/v1/results?result=failure');
    return listed.parse(JSON.parse(text)).results.find(({ verdict }) => verdict !== null);
  });
  const failedAtMs = Date.parse(first.started_at) + 1000 * first.duration_seconds;
  const tookMs = Date.now() - failedAtMs;
  process.stdout.write(
    `the diagnosis was in the history ${(tookMs / 1000).toFixed(2)} s after the failure\n`,
  );
  expect(tookMs).toBeLessThan(10_000);
  expect(first.verdict).toEqual({
    code: 'server_error',
    blame: 'target',
    sentence: 'the target answers, with the server error 503',
  });
  const { text } = await ask(server.port, `/api/v1/results/${first.run_id}`);
  expect(JSON.parse(text)).toMatchObject({
    diagnosis: { evidence: { reported: { reason: 'assert.status' }, subject: { prober: 'http' } } },
  });
  await server.vantage.saysOnStderr(
    new RegExp(
      `msg="The failure is diagnosed" .*run_id=${first.run_id} verdict=server_error blame=target`,
      'u',
    ),
  );
  const metrics = await ask(server.port, '/metrics');
  expect(metrics.text).toContain('vantage_diagnoses_total{result="made"} 1\n');
  expect(metrics.text).toMatch(
    /^vantage_diagnosis_info\{blame="target",instance="http:[^"]+",job="vendors",module="http_2xx",verdict="server_error"\} 1$/mu,
  );
}, 60_000);

test('that of a target which is silent comes in time, too', async () => {
  await using target = await startTcpServer(() => {});
  await using server = await startServer(`http://${target.target}/`);
  const first = await eventually('a verdict', async () => {
    const { text } = await ask(server.port, '/api/v1/results?result=failure');
    return listed.parse(JSON.parse(text)).results.find(({ verdict }) => verdict !== null);
  });
  const failedAtMs = Date.parse(first.started_at) + 1000 * first.duration_seconds;
  expect(Date.now() - failedAtMs).toBeLessThan(10_000);
  expect(first.verdict?.code).toBe('connected_but_silent');
}, 60_000);

test('a server makes diagnoses on demand where a flag allows it, and stops while one goes on', async () => {
  await using target = await startHttpServer((_request, socket) => {
    socket.end(response(200, 'ok'));
  });
  const flags = ['--web.enable-diagnose', '--diagnose.max-per-minute=0'];
  await using server = await startServer(`http://${target.authority}/`, ...flags);
  const path = `/api/v1/diagnose?target=http://${target.authority}/`;
  const answered = await ask(server.port, path, { method: 'POST' });
  expect([answered.status, JSON.parse(answered.text)]).toMatchObject([200, { verdict: { code: 'healthy' } }]);
  const forbidden = await ask(server.port, '/api/v1/diagnose?target=http://169.254.169.254/', {
    method: 'POST',
  });
  expect(JSON.parse(forbidden.text)).toMatchObject({ verdict: { code: 'target_forbidden' } });
  server.vantage.send('SIGTERM');
  expect(await server.vantage.ended).toBe(0);
}, 60_000);
