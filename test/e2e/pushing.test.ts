/** Results that go out by themselves, with the real Prometheus as an agent and the real Pushgateway. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { recordingIo } from '../cli/recording-io.ts';
import { program, startVantage } from '../cli/vantage-process.ts';
import { reply, response, route, startHttpServer } from '../helpers/http-server.ts';
import { hasProgram } from '../helpers/installed-program.ts';
import { hasPrometheus, startPrometheus, startPrometheusAgent } from '../helpers/prometheus.ts';
import { pushgatewayProgram, startPushgateway } from '../helpers/pushgateway.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());

/** A configuration of one vantage point, with these schedules. */
function configFile(schedules: string): string {
  const file = join(folder.path, 'vantage.yml');
  writeFileSync(
    file,
    `vantage: { name: shop-17, labels: { region: eu } }
modules: { web: { prober: http, timeout: 1s } }
schedules:
${schedules}`,
  );
  return `--config.file=${file}`;
}

/** One that answers what its path says. */
function startTarget() {
  return startHttpServer(route({ '/': reply(response(200, 'ok')), '/down': reply(response(503, '')) }));
}

test.runIf(hasPrometheus())(
  'a Prometheus as an agent writes to another what a vantage point finds, labels and all',
  async () => {
    await using web = await startTarget();
    const config = configFile(
      `  - { job_name: vendors, module: web, interval: 1s, timeout: 1s, static_configs: [{ targets: ['http://${web.authority}/'] }] }\n`,
    );
    await using vantage = startVantage([config, '--web.listen-address=127.0.0.1:0']);
    const [, port = ''] = await vantage.saysOnStderr(/address=127\.0\.0\.1:(\d+)/);
    await using central = await startPrometheus('global: { scrape_interval: 1s }\n', [
      '--web.enable-remote-write-receiver',
    ]);
    const generated = execFileSync(
      process.execPath,
      [program, 'generate', 'scrape-config', config, `--instance=shop-17=127.0.0.1:${port}`],
      { encoding: 'utf8' },
    );
    await using _agent = await startPrometheusAgent(`global: { scrape_interval: 1s, scrape_timeout: 1s }
${generated}
remote_write: [{ url: 'http://${central.address}/api/v1/write' }]
`);
    const labels = `job="vendors",instance="http://${web.authority}/",module="web",vantage="shop-17",region="eu"`;
    expect(await central.value(`probe_success{${labels}}`)).toBe(1);
    expect(
      await central.value(`up{job="vantage",vantage="shop-17",region="eu",instance="127.0.0.1:${port}"}`),
    ).toBe(1);
  },
  60_000,
);

describe.skipIf(!hasProgram(pushgatewayProgram))('vantage check --push-gateway', () => {
  async function check(...argv: readonly string[]) {
    const io = recordingIo();
    const code = await run(['check', ...argv], io);
    return { code, complained: io.complained() };
  }

  test('leaves in a Pushgateway what a job has found, and nothing of what it found before', async () => {
    await using web = await startTarget();
    await using gateway = await startPushgateway();
    const push = `--push-gateway=http://${gateway.address}/`;
    const job = (name: string, ...paths: readonly string[]) =>
      `  - { job_name: ${name}, module: web, static_configs: [{ targets: [${paths.map((path) => `'http://${web.authority}${path}'`).join(', ')}] }] }\n`;
    const first = configFile(job('vendors', '/', '/down') + job('our shop/eu', '/'));
    expect(await check(first, push)).toEqual({ code: 1, complained: '' });
    const series = (path: string, name: string, value: number) =>
      `probe_success{instance="http://${web.authority}${path}",job="${name}",module="web",region="eu",vantage="shop-17"} ${value}`;
    expect(await gateway.metrics('probe_success', 'probe_failure_info')).toEqual([
      `probe_failure_info{blame="target",instance="http://${web.authority}/down",job="vendors",module="web",phase="assertion",reason="assert.status",region="eu",vantage="shop-17"} 1`,
      series('/', 'our shop/eu', 1),
      series('/', 'vendors', 1),
      series('/down', 'vendors', 0),
    ]);
    const nothing = join(folder.path, 'nothing.json');
    writeFileSync(nothing, '[]');
    const second = configFile(
      `${job('vendors', '/')}  - { job_name: our shop/eu, module: web, file_sd_configs: [{ files: ['${nothing}'] }] }\n`,
    );
    expect(await check(second, push, '--job=vendors')).toEqual({ code: 0, complained: '' });
    expect(await gateway.metrics('probe_success')).toEqual([
      series('/', 'our shop/eu', 1),
      series('/', 'vendors', 1),
    ]);
    // A job that has no targets any more.
    expect(await check(second, push)).toEqual({ code: 0, complained: '' });
    expect(await gateway.metrics('probe_success')).toEqual([series('/', 'vendors', 1)]);
  });

  test('leaves what is there when it cannot find out what is scheduled', async () => {
    await using web = await startTarget();
    await using gateway = await startPushgateway();
    const push = `--push-gateway=http://${gateway.address}`;
    const targets = join(folder.path, 'targets.json');
    const config = configFile(
      `  - { job_name: vendors, module: web, file_sd_configs: [{ files: ['${targets}'] }] }\n`,
    );
    writeFileSync(targets, JSON.stringify([{ targets: [`http://${web.authority}/`] }]));
    expect((await check(config, push)).code).toBe(0);
    const before = await gateway.metrics('probe_success', 'push_time_seconds');
    writeFileSync(targets, '{');
    expect((await check(config, push)).code).toBe(3);
    expect(await gateway.metrics('probe_success', 'push_time_seconds')).toEqual(before);
  });

  test.runIf(hasPrometheus())('gives Prometheus the labels that the rules want', async () => {
    await using web = await startTarget();
    await using gateway = await startPushgateway();
    const config = configFile(
      `  - { job_name: vendors, module: web, static_configs: [{ targets: ['http://${web.authority}/'] }] }\n`,
    );
    await check(config, `--push-gateway=http://${gateway.address}`);
    await using prometheus = await startPrometheus(`global: { scrape_interval: 1s }
scrape_configs: [{ job_name: pushed, honor_labels: true, static_configs: [{ targets: ['${gateway.address}'] }] }]
`);
    const labels = `job="vendors",instance="http://${web.authority}/",module="web",vantage="shop-17",region="eu"`;
    expect(await prometheus.value(`probe_success{${labels}}`)).toBe(1);
    expect(
      await prometheus.value('time() - push_time_seconds{job="vendors",vantage="shop-17"}'),
    ).toBeLessThan(900);
  });
});
