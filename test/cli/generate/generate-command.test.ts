import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../../src/cli/run.ts';
import { hasPromtool } from '../../helpers/promtool.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { recordingIo } from '../recording-io.ts';

const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());

function configFile(name: string, schedules: string): string {
  const file = join(folder.path, name);
  writeFileSync(
    file,
    `vantage: { name: eu, labels: { region: eu-west-1 } }
modules: { http_2xx: { prober: http, timeout: 5s } }
schedules:
${schedules}`,
  );
  return `--config.file=${file}`;
}

const config = configFile(
  'good.yml',
  `  - job_name: vendors
    module: http_2xx
    interval: 30s
    labels: { team: pay$ments }
    slo: { availability: 99.9 }
    static_configs:
      - targets: ["https://api.example/health"]
        labels: { vendor: shop, __param_hostname: a.example, __interval__: 10s }
    file_sd_configs: [{ files: ["/etc/targets/*.yml"] }]
    http_sd_configs: [{ url: "http://sd.example/" }]
    dns_sd_configs: [{ names: [sd.example], type: A, port: 443 }]
`,
);

async function generated(...argv: readonly string[]) {
  const io = recordingIo();
  const code = await run(['generate', ...argv], io);
  return { code, printed: io.printed(), complained: io.complained() };
}

function promtool(text: string): string {
  const file = join(folder.path, 'prometheus.yml');
  writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'config', '--syntax-only', file], {
    encoding: 'utf8',
  });
  return status === 0 ? '' : stdout + stderr;
}

describe('vantage generate scrape-config', () => {
  test('has Prometheus read the results of schedules', async () => {
    const { code, printed } = await generated(
      'scrape-config',
      config,
      '--instance=eu=eu:9115',
      '--instance=us=us:9115',
    );
    expect({ code, config: parse(printed) as unknown }).toEqual({
      code: 0,
      config: {
        scrape_configs: [
          {
            job_name: 'vantage',
            honor_labels: true,
            static_configs: [
              { targets: ['eu:9115'], labels: { vantage: 'eu', region: 'eu-west-1' } },
              { targets: ['us:9115'], labels: { vantage: 'us' } },
            ],
          },
        ],
      },
    });
  });

  test('takes one instance on this host for granted', async () => {
    const { printed } = await generated('scrape-config', config);
    expect(printed).toContain('- localhost:9115');
    expect(printed).toContain('vantage: eu');
  });

  test('has Prometheus probe what the configuration has', async () => {
    const { printed } = await generated('scrape-config', config, '--form=probe', '--instance=eu=eu:9115');
    expect(parse(printed)).toEqual({
      scrape_configs: [
        {
          job_name: 'vendors',
          metrics_path: '/probe',
          scrape_interval: '30s',
          scrape_timeout: '5500ms',
          static_configs: [
            {
              targets: ['https://api.example/health'],
              labels: { vendor: 'shop', __param_hostname: 'a.example', __interval__: '10s' },
            },
          ],
          file_sd_configs: [{ files: ['/etc/targets/*.yml'], refresh_interval: '5m' }],
          http_sd_configs: [{ url: 'http://sd.example/', refresh_interval: '1m' }],
          dns_sd_configs: [{ names: ['sd.example'], type: 'A', port: 443, refresh_interval: '30s' }],
          relabel_configs: expect.arrayContaining([
            { source_labels: ['__address__'], target_label: '__param_target' },
            { source_labels: ['team'], regex: '', target_label: 'team', replacement: 'pay$$ments' },
            { target_label: '__address__', replacement: 'eu:9115' },
          ]) as unknown,
        },
        {
          job_name: 'vantage',
          honor_labels: true,
          params: { self: ['only'] },
          static_configs: [{ targets: ['eu:9115'], labels: { vantage: 'eu', region: 'eu-west-1' } }],
        },
      ],
    });
  });

  test('has Prometheus ask each instance for what it probes', async () => {
    const { printed } = await generated(
      'scrape-config',
      config,
      '--form=http_sd',
      '--instance=eu=eu:9115',
      '--instance=us:9115',
    );
    const urls = [...printed.matchAll(/job_name: (\S+)[\s\S]*?url: (\S+)/gu)].map(([, job, url]) => [
      job,
      url,
    ]);
    expect(urls).toEqual([
      ['vendors@eu', 'http://eu:9115/api/v1/http_sd?job=vendors'],
      ['vendors@us:9115', 'http://us:9115/api/v1/http_sd?job=vendors'],
    ]);
  });

  test.runIf(hasPromtool()).each(['metrics', 'probe', 'http_sd'])(
    'is accepted by promtool: %s',
    async (form) => {
      const instances = ['--instance=eu=eu:9115', '--instance=us=us:9115'];
      const { printed } = await generated('scrape-config', config, `--form=${form}`, ...instances);
      expect(promtool(printed)).toBe('');
    },
  );
});

test('vantage generate rules watches the jobs of the configuration, by its points and objectives', async () => {
  const { code, printed } = await generated(
    'rules',
    config,
    '--quorum=2',
    '--point-label=zone',
    '--scrape-job=probes',
    '--runbooks=https://wiki.example/runbooks/',
  );
  expect(code).toBe(0);
  expect(printed).toContain('max without (vantage, region, zone) (probe_success{job="vendors"})');
  expect(printed).toContain('target:probe_failed:points >= 2 or');
  expect(printed).toContain('up{job="probes"} == 0');
  expect(printed).toContain('runbook_url: https://wiki.example/runbooks/VantagePointBlind.md');
  expect(printed).toContain(
    'target:vantage_slo_errors:ratio_rate1h{job="vendors", slo="availability"} > 0.0144',
  );
  expect(printed).not.toContain('slo="latency"');
});

test('vantage generate dashboard offers the labels of the configuration', async () => {
  const { code, printed } = await generated('dashboard', config, '--point-label=zone', 'fleet');
  expect(code).toBe(0);
  expect(JSON.parse(printed)).toMatchObject({
    uid: 'vantage-fleet',
    templating: {
      list: expect.arrayContaining([
        expect.objectContaining({ name: 'group', query: 'team,vendor,job,module' }),
        expect.objectContaining({ name: 'point', query: 'vantage,region,zone' }),
      ]) as unknown,
    },
  });
});

const own = configFile(
  'own-name.yml',
  '  - { job_name: vantage, module: http_2xx, static_configs: [{ targets: [a] }] }\n',
);
const secret = configFile(
  'secret.yml',
  '  - { job_name: j, module: http_2xx, http_sd_configs: [{ url: "http://sd.example/", bearer_token: x }] }\n',
);

test.each([
  { argv: ['alerts'], says: "unknown command 'alerts'; known are scrape-config, rules, dashboard" },
  { argv: ['rules', '--config.file=absent.yml'], says: 'absent.yml' },
  { argv: ['rules', '--quorum=0'], says: 'It is a whole number, 1 or more' },
  { argv: ['rules', '--point-label=a-b'], says: 'It is the name of a label' },
  { argv: ['rules', 'more'], says: "unexpected argument 'more'" },
  { argv: ['dashboard'], says: "missing required argument 'name'" },
  { argv: ['dashboard', 'weather'], says: 'It is one of fleet, target, certificates, slo, exporter' },
  { argv: ['scrape-config', '--instance=http://a:1'], says: 'It is host:port, or name=host:port' },
  { argv: ['scrape-config', '--form=pull'], says: 'It is one of metrics, probe, http_sd' },
  { argv: ['scrape-config', '--scrape-job='], says: 'It is the name of a job' },
  { argv: ['scrape-config', own, '--form=probe'], says: 'give that another one with --scrape-job' },
  { argv: ['scrape-config', secret, '--form=probe'], says: 'use --form=http_sd' },
])('tells what is wrong with $argv', async ({ argv, says }) => {
  const { code, printed, complained } = await generated(...argv);
  expect({ code, printed }).toEqual({ code: 2, printed: '' });
  expect(complained).toContain(says);
});

test.each([{ argv: ['rules', '--help'] }, { argv: ['dashboard', '--help'] }])(
  'explains itself with $argv',
  async ({ argv }) => {
    const { code, printed } = await generated(...argv);
    expect(code).toBe(0);
    expect(printed).toContain('Usage: vantage generate');
  },
);
