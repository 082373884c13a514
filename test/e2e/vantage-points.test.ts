/**
 * One instance per region, with the real Prometheus and Alertmanager: three vantage points probe the same targets, the
 * generated rules and scrape configuration and the Alertmanager configuration of `deploy/` decide who hears of what.
 * Only times of waiting are shortened.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dashboardNames } from '../../src/generate/dashboards/dashboards.ts';
import { program, startVantage } from '../cli/vantage-process.ts';
import {
  type Alertmanager,
  hasAlertmanager,
  startAlertmanager,
  startWebhook,
  type Webhook,
} from '../helpers/alertmanager.ts';
import { mint, mintAuthority } from '../helpers/certificates.ts';
import { type HttpServer, response, startHttpServer } from '../helpers/http-server.ts';
import {
  eventually,
  getText,
  hasPrometheus,
  type Prometheus,
  startPrometheus,
} from '../helpers/prometheus.ts';
import type { StartedProgram } from '../helpers/started-program.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { startTlsServer, type TlsTestServer } from '../helpers/tls-server.ts';

const points = [
  { name: 'us-east-1', region: 'us', source: '127.0.0.11' },
  { name: 'eu-west-1', region: 'eu', source: '127.0.0.12' },
  { name: 'ap-south-1', region: 'ap', source: '127.0.0.13' },
] as const;
const blindable = points[2];

describe.skipIf(!hasPrometheus() || !hasAlertmanager())('three vantage points', () => {
  const folder = temporaryDirectory();
  const vantages: StartedProgram[] = [];
  const addresses: string[] = [];
  let web: HttpServer;
  let tls: TlsTestServer;
  let webhook: Webhook;
  let alertmanager: Alertmanager;
  let prometheus: Prometheus;
  let base = '';
  let isDown = true;
  let isBlinded = false;

  /** A configuration that all three share, and one that says where each stands. */
  function configOf({ name, region, source }: (typeof points)[number]): string {
    const file = join(folder.path, `${name}.yml`);
    writeFileSync(
      file,
      `vantage: { name: ${name}, labels: { region: ${region} } }
modules:
  web:
    prober: http
    timeout: 2s
    http: { preferred_ip_protocol: ip4, source_ip_address: ${source}, tls_config: { ca_file: '${join(folder.path, 'ca.pem')}' } }
    resolver: { hosts: { shop.example: 127.0.0.1, bank.example: 127.0.0.1 } }
`,
    );
    return `--config.file=${file}`;
  }

  function generate(...words: readonly string[]): string {
    return execFileSync(process.execPath, [program, 'generate', ...words], { encoding: 'utf8' });
  }

  beforeAll(async () => {
    const authority = mintAuthority('Test root');
    writeFileSync(join(folder.path, 'ca.pem'), authority.certPem);
    web = await startHttpServer(({ target }, socket) => {
      const isHere = socket.remoteAddress === blindable.source;
      const isBroken =
        (target === '/down' && isDown) || (target === '/partly' && isHere) || (isBlinded && isHere);
      socket.end(response(isBroken ? 503 : 200, 'hello'));
    });
    tls = await startTlsServer({
      identity: mint({ issuer: authority, dnsNames: ['bank.example'] }),
      onConnection: (socket) => {
        socket.on('error', () => {});
        socket.once('data', () => {
          socket.end(response(isBlinded && socket.remoteAddress === blindable.source ? 503 : 200, 'hello'));
        });
      },
    });
    base = `http://shop.example:${web.port}`;
    const shared = join(folder.path, 'schedules.yml');
    writeFileSync(
      shared,
      `schedules:
  - job_name: vendors
    module: web
    interval: 2s
    timeout: 2s
    slo: { availability: 99.9, latency: { threshold: 1900ms, ratio: 50 } }
    max_per_host: 10
    static_configs:
      - { targets: ['${base}/', '${base}/down', '${base}/partly', '${base}/also'], labels: { vendor: shop } }
      - { targets: ['https://bank.example:${tls.port}/'], labels: { vendor: bank } }
`,
    );
    const tokenFile = join(folder.path, 'token');
    writeFileSync(tokenFile, 'sesame\n');
    for (const point of points) {
      const vantage = startVantage([
        `--web.alert-token-file=${tokenFile}`,
        configOf(point),
        `--config.file=${shared}`,
        '--web.listen-address=127.0.0.1:0',
      ]);
      vantages.push(vantage);
      const [, port = ''] = await vantage.saysOnStderr(/address=127\.0\.0\.1:(\d+)/);
      addresses.push(`127.0.0.1:${port}`);
    }
    const config = [configOf(points[0]), `--config.file=${shared}`];

    webhook = await startWebhook();
    const alertmanagerConfig = readFileSync('deploy/alertmanager/alertmanager.yml', 'utf8')
      .replaceAll(/url: http:\/\/(?:on-call|tickets)\.example\S+/gu, `url: ${webhook.url}`)
      .replaceAll(
        /vantage-([-\w]+):9115/gu,
        (_, name) => addresses[points.findIndex((point) => point.name === name)] ?? '',
      )
      .replaceAll('/etc/alertmanager/vantage-token', tokenFile)
      .replaceAll(/group_wait: [^0]\S*/gu, 'group_wait: 4s')
      .replaceAll(/group_interval: \S+/gu, 'group_interval: 1s');
    alertmanager = await startAlertmanager(alertmanagerConfig, {
      'vantage.tmpl': readFileSync('deploy/alertmanager/vantage.tmpl', 'utf8'),
    });

    const rules = join(folder.path, 'rules.yml');
    const holds = /^( +(?:for|interval)): (\d+)m$/gmu;
    // A minute is a second: what has to hold longer than another alert still has to.
    writeFileSync(rules, generate('rules', ...config).replaceAll(holds, '$1: $2s'));
    const instances = points.map(({ name }, index) => `--instance=${name}=${addresses[index] ?? ''}`);
    prometheus =
      await startPrometheus(`global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
rule_files: ['${rules}']
alerting: { alertmanagers: [{ static_configs: [{ targets: ['${alertmanager.address}'] }] }] }
${generate('scrape-config', ...config, ...instances)}`);
  }, 90_000);

  afterAll(async () => {
    await prometheus[Symbol.asyncDispose]();
    await alertmanager[Symbol.asyncDispose]();
    await webhook[Symbol.asyncDispose]();
    for (const vantage of vantages) await vantage[Symbol.asyncDispose]();
    await tls[Symbol.asyncDispose]();
    await web[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  /** What fires as the webhook knows it: name, what it is about, receiver. */
  function firing(): readonly string[] {
    return webhook
      .latest()
      .filter(({ status }) => status === 'firing')
      .map(({ receiver, labels: { alertname = '', instance = '', vantage = '', slo = '', window = '' } }) =>
        [receiver, alertname, instance.replace(base, ''), vantage, slo, window].filter(Boolean).join(' '),
      )
      .sort();
  }

  async function until(expected: readonly string[]): Promise<void> {
    const wanted = JSON.stringify([...expected].sort());
    await eventually(
      `exactly ${wanted}`,
      () => Promise.resolve(JSON.stringify(firing()) === wanted || undefined),
      [JSON.stringify(webhook.told, undefined, 1)],
    ).catch((error: unknown) => {
      throw new Error(`fires: ${JSON.stringify(firing())}, not ${wanted}`, { cause: error });
    });
  }

  const partly = [
    'on-call VantageSloBurnsFast /partly availability 1h',
    'working-hours VantageTargetUnreachableFromSome /partly',
  ];

  test('tell a target that is down everywhere, and one that one of them does not reach', async () => {
    await until(['on-call VantageTargetDownEverywhere /down', ...partly]);
    // Nothing else comes when more time is given.
    await sleep(8000);
    expect(firing()).toEqual(['on-call VantageTargetDownEverywhere /down', ...partly].sort());
    const told = webhook
      .latest()
      .find(({ labels }) => labels['alertname'] === 'VantageTargetUnreachableFromSome');
    expect(told?.annotations).toMatchObject({
      summary: `${base}/partly is unreachable from ap-south-1`,
      description: `${base}/partly of the job vendors is down from ap-south-1, and up from the others of 3 vantage points.
- ap-south-1: assert.status (phase assertion, blame target)
- ap-south-1: diagnosed as server_error (blame target)`,
      runbook_url: 'docs/runbooks/VantageTargetUnreachableFromSome.md',
    });
    const down = webhook.latest().find(({ labels }) => labels['alertname'] === 'VantageTargetDownEverywhere');
    expect(down?.labels).toEqual({
      alertname: 'VantageTargetDownEverywhere',
      severity: 'critical',
      job: 'vendors',
      module: 'web',
      instance: `${base}/down`,
      vendor: 'shop',
    });
  }, 60_000);

  test('have found out why before anybody is told, each from where it stands', async () => {
    const diagnosed = z.object({
      labels: z.object({ alertname: z.string() }),
      state: z.string(),
      run_id: z.string().nullable(),
      diagnosis: z.object({ verdict: z.object({ code: z.string() }) }),
    });
    const found: string[] = [];
    for (const alertname of ['VantageTargetDownEverywhere', 'VantageTargetUnreachableFromSome']) {
      const told = webhook.latest().find(({ labels }) => labels['alertname'] === alertname);
      for (const [index, address] of addresses.entries()) {
        const url = `http://${address}/api/v1/alertmanager/${told?.fingerprint ?? ''}`;
        const { state, run_id, diagnosis, labels } = diagnosed.parse(
          JSON.parse((await getText(url)) ?? 'null'),
        );
        const { code } = diagnosis.verdict;
        // A machine that is busy may have let one run time out, from which the target has recovered since.
        const isWell = code === 'healthy' || code === 'recovered';
        const why = isWell ? 'is well' : `${code} ${run_id === null ? 'without' : 'with'} a run`;
        found.push([labels.alertname, points[index]?.name, state, why].join(' '));
      }
    }
    expect(found).toEqual([
      'VantageTargetDownEverywhere us-east-1 made server_error with a run',
      'VantageTargetDownEverywhere eu-west-1 made server_error with a run',
      'VantageTargetDownEverywhere ap-south-1 made server_error with a run',
      'VantageTargetUnreachableFromSome us-east-1 made is well',
      'VantageTargetUnreachableFromSome eu-west-1 made is well',
      'VantageTargetUnreachableFromSome ap-south-1 made server_error with a run',
    ]);
  });

  describe.each(dashboardNames)('the dashboard %s', (name) => {
    const target = z.object({ expr: z.string() });
    const { panels } = z
      .object({ panels: z.array(z.object({ title: z.string(), targets: z.array(target).optional() })) })
      .parse(JSON.parse(readFileSync(`deploy/grafana/dashboards/vantage-${name}.json`, 'utf8')));
    const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

    test.each(queries)('has data for "$title": $expr', async ({ expr }) => {
      const values: Readonly<Record<string, string>> = {
        job: '.*',
        vantage: '.*',
        slo: '.*',
        group: 'vendor',
        point: 'region',
        __rate_interval: '10s',
        instance: /certificate|tls/u.test(expr) ? `https://bank.example:${tls.port}/` : `${base}/down`,
      };
      const query = expr.replaceAll(/\$(\w+)/gu, (_, variable: string) => values[variable] ?? 'unknown');
      const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
      const [found] = await prometheus.answer(path, /"result":\[\{"metric"/);
      expect(found).not.toBe('');
    });
  });

  test('tell when a target is up again, and what is told of the others stays', async () => {
    isDown = false;
    await eventually('the end of the outage', () =>
      Promise.resolve(
        webhook
          .latest()
          .some(
            ({ status, labels }) =>
              status === 'resolved' && labels['alertname'] === 'VantageTargetDownEverywhere',
          ) || undefined,
      ),
    );
    expect(firing()).toEqual(expect.arrayContaining([...partly]));
  }, 60_000);

  test('tell that one of them is blind, which then has no say about targets', async () => {
    isBlinded = true;
    const blind = `working-hours VantagePointBlind ${blindable.name}`;
    await eventually('a blind vantage point', () => Promise.resolve(firing().includes(blind) || undefined));
    await eventually('the end of what it alone saw', () =>
      Promise.resolve(
        !firing().some((each) => each.includes('VantageTargetUnreachableFromSome')) || undefined,
      ),
    );
    await sleep(5000);
    const ofTargets = firing().filter((each) => each.includes('VantageTarget'));
    expect(ofTargets).toEqual([]);
    // Budgets of targets that only the blind one did not reach are untouched.
    expect(firing().filter((each) => /VantageSlo\w+ \/(?:also)? /u.test(each))).toEqual([]);
  }, 60_000);

  test('tell that nothing is heard of one of them any more', async () => {
    await vantages[2]?.[Symbol.asyncDispose]();
    const silent = `working-hours VantagePointSilent ${blindable.name}`;
    await eventually('a silent vantage point', () => Promise.resolve(firing().includes(silent) || undefined));
    expect(firing().filter((each) => each.includes('VantageInstanceDown'))).toEqual([]);
  }, 60_000);

  test('have their targets told to Prometheus', async () => {
    const text = (await getText(`http://${addresses[0] ?? ''}/api/v1/http_sd`)) ?? '';
    const groups = z.array(z.object({ targets: z.array(z.string()) })).parse(JSON.parse(text));
    expect(groups.map(({ targets }) => targets.length)).toEqual([4, 1]);
  });
});
