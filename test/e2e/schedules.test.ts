/** Schedules of the built program, read by the real Prometheus as a user would have it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startVantage } from '../cli/vantage-process.ts';
import { type HttpServer, reply, response, startHttpServer } from '../helpers/http-server.ts';
import { eventually, hasPrometheus, type Prometheus, startPrometheus } from '../helpers/prometheus.ts';
import { type StartedProgram } from '../helpers/started-program.ts';
import { closedPort } from '../helpers/tcp-server.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

describe.skipIf(!hasPrometheus())('Prometheus', () => {
  const directory = temporaryDirectory();
  let server: HttpServer;
  let vantage: StartedProgram;
  let prometheus: Prometheus;
  let up = '';
  let down = '';

  beforeAll(async () => {
    server = await startHttpServer(reply(response(200, 'ok')));
    up = `http://${server.authority}/`;
    down = `http://127.0.0.1:${await closedPort()}/`;
    const config = join(directory.path, 'vantage.yml');
    writeFileSync(
      config,
      `vantage: { name: here, labels: { region: eu } }
modules: { http_2xx: { prober: http } }
schedules:
  - job_name: vendors
    module: http_2xx
    interval: 1s
    timeout: 1s
    buckets: [5, 10]
    slo: { availability: 99.9 }
    static_configs:
      - targets: ["${up}"]
        labels: { vendor: shop }
      - targets: ["${down}"]
        labels: { vendor: bank }
`,
    );
    vantage = startVantage([`--config.file=${config}`, '--web.listen-address=127.0.0.1:0']);
    const [, port = ''] = await vantage.saysOnStderr(/address=127\.0\.0\.1:(\d+)/);
    const rules = join(directory.path, 'rules.yml');
    writeFileSync(
      rules,
      'groups: [{ name: blackbox, rules: [{ alert: EndpointDown, expr: probe_success == 0 }] }]\n',
    );
    prometheus =
      await startPrometheus(`global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
rule_files: [ '${rules}' ]
scrape_configs:
  - job_name: vantage
    honor_labels: true
    static_configs: [ { targets: [ '127.0.0.1:${port}' ] } ]
`);
  }, 90_000);

  afterAll(async () => {
    await prometheus[Symbol.asyncDispose]();
    await vantage[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    directory[Symbol.dispose]();
  });

  /** Every label that a scheduled series has, so that a query finds one series. */
  function labels(instance: string, vendor: string): string {
    return `instance="${instance}",job="vendors",module="http_2xx",region="eu",vantage="here",vendor="${vendor}"`;
  }

  test('finds the latest results under the labels that a scrape of /probe gives', async () => {
    expect(await prometheus.value(`probe_success{${labels(up, 'shop')}}`)).toBe(1);
    expect(await prometheus.value(`probe_success{${labels(down, 'bank')}}`)).toBe(0);
    expect(await prometheus.value(`probe_http_status_code{${labels(up, 'shop')}}`)).toBe(200);
  });

  test('sees one run a second, of which the broken target fails all', async () => {
    const perSecond = (instance: string, vendor: string, result: string): Promise<number> =>
      prometheus.value(`rate(vantage_probe_runs_total{${labels(instance, vendor)},result="${result}"}[10s])`);
    const nearly = async (ask: () => Promise<number>): Promise<number> =>
      eventually('a rate of one a second', async () => {
        const rate = await ask();
        return Math.abs(rate - 1) < 0.25 ? Math.round(rate) : undefined;
      });
    expect(await nearly(() => perSecond(up, 'shop', 'success'))).toBe(1);
    expect(await nearly(() => perSecond(down, 'bank', 'failure'))).toBe(1);
    expect(await perSecond(down, 'bank', 'success')).toBe(0);
    expect(await perSecond(up, 'shop', 'failure')).toBe(0);
  });

  test('computes quantiles from the buckets', async () => {
    const buckets = `vantage_probe_duration_seconds_bucket{${labels(up, 'shop')},result="success"}`;
    // All runs are in the first bucket, up to 5 s, and the quantile is interpolated within it.
    expect(await prometheus.value(`histogram_quantile(0.5, rate(${buckets}[10s]))`)).toBe(2.5);
  });

  test('computes an error ratio from the counters of the objective', async () => {
    const ratio = (instance: string, vendor: string): string =>
      `vantage_slo_good_events_total{${labels(instance, vendor)},slo="availability"} / ` +
      `vantage_slo_events_total{${labels(instance, vendor)},slo="availability"}`;
    expect(await prometheus.value(ratio(up, 'shop'))).toBe(1);
    expect(await prometheus.value(ratio(down, 'bank'))).toBe(0);
  });

  test('fires an alert made for blackbox_exporter, for the broken target alone', async () => {
    const firing = 'ALERTS{alertname="EndpointDown",alertstate="firing"}';
    expect(await prometheus.value(`${firing.slice(0, -1)},instance="${down}"}`)).toBe(1);
    expect(await prometheus.value(`count(${firing})`)).toBe(1);
  });
});
