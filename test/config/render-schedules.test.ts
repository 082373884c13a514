import { describe, expect, test } from 'vitest';
import { tcpOptions } from '../../probes/tcp/options.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/module.ts';
import { renderConfig, renderConfigJson } from '../../src/config/render.ts';
import { fakeProber } from '../helpers/fake-prober.ts';

const probers = new Map([['tcp', { ...fakeProber(), name: 'tcp', options: tcpOptions }]]);

function configOf(text: string): Config {
  const result = parseConfig({ text, fileName: 'test.yml' }, probers);
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join('\n'));
  return result.config;
}

const modules = 'modules: { m: { prober: tcp } }\n';
const modulesPage = `modules:
    m:
        prober: tcp
        tcp:
            ip_protocol_fallback: true
`;
const schedule = (keys: string) => `schedules: [{ job_name: j, module: m, ${keys} }]\n`;

test('/config shows where the instance stands and what is scheduled after the modules', () => {
  const text = `schedules:
  - job_name: vendors
    module: m
    interval: 1d
    labels: { team: payments }
    buckets: [50ms, 1]
    max_per_host: 2
    slo: { availability: 99.9, latency: { threshold: 800ms, ratio: 99 } }
    static_configs:
      - { targets: [a, 'https://me:canary@b.example/'], labels: { tier: '1', __interval__: 2d } }
    file_sd_configs: [{ files: [targets.d/*.yml] }]
    dns_sd_configs: [{ names: [_a._tcp.b.example], refresh_interval: 30s }]
${modules}vantage: { name: us-east-1a, labels: { region: us-east-1 } }
`;
  expect(renderConfig(configOf(text))).toBe(`${modulesPage}vantage:
    name: us-east-1a
    labels:
        region: us-east-1
schedules:
    - job_name: vendors
      module: m
      interval: 24h0m0s
      labels:
        team: payments
      buckets:
        - 0.05
        - 1
      max_per_host: 2
      slo:
        availability: 99.9
        latency:
            threshold: 800ms
            ratio: 99
      static_configs:
        - targets:
            - a
            - https://me:xxxxx@b.example/
          labels:
            __interval__: 2d
            tier: "1"
      file_sd_configs:
        - files:
            - targets.d/*.yml
      dns_sd_configs:
        - names:
            - _a._tcp.b.example
          type: SRV
          refresh_interval: 30s
`);
});

test('/config hides the secrets of discovery', () => {
  const text = `${modules}schedules:
  - job_name: j
    module: m
    http_sd_configs:
      - url: https://me:canary@sd.example/
        basic_auth: { username: me, password: canary }
        tls_config: { cert_file: c, key: canary }
        http_headers: { X-Key: { secrets: [canary], values: [canary] } }
      - url: https://sd.example/
        authorization: { credentials: canary }
`;
  const config = configOf(text);
  expect(renderConfig(config)).not.toContain('canary');
  expect(renderConfigJson(config)).not.toContain('canary');
  expect(renderConfig(config)).toContain(`      http_sd_configs:
        - url: https://me:xxxxx@sd.example/
          basic_auth:
            username: me
            password: <secret>
          tls_config:
            key: <secret>
            cert_file: c
            insecure_skip_verify: false
          follow_redirects: true
          enable_http2: true
          http_headers:
            X-Key:
                values:
                    - <secret>
                secrets:
                    - <secret>
        - url: https://sd.example/
          authorization:
            type: Bearer
            credentials: <secret>
          follow_redirects: true
          enable_http2: true
`);
});

describe('/config of a file without schedules', () => {
  test.each([
    { name: 'without the keys', text: modules },
    { name: 'with keys that are null', text: `${modules}vantage:\nschedules:\n` },
    { name: 'with none in the list', text: `${modules}schedules: []\n` },
  ])('is that of a file for blackbox_exporter, $name', ({ text }) => {
    expect(renderConfig(configOf(text))).toBe(modulesPage);
  });

  test('has no further keys as JSON', () => {
    const json = renderConfigJson(configOf(modules));
    expect([...json.matchAll(/^ {2}"(\w+)"/gmu)].map(([, key]) => key)).toEqual(['modules']);
  });
});

test('/config?format=json has every key of a schedule', () => {
  const text = `${modules}vantage: { name: here }\n${schedule('static_configs: [{ targets: [a] }]')}`;
  expect(JSON.parse(renderConfigJson(configOf(text)))).toMatchObject({
    vantage: { name: 'here', labels: {} },
    schedules: [
      {
        job_name: 'j',
        module: 'm',
        interval: '1m0s',
        timeout: null,
        labels: {},
        buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        max_per_host: 1,
        slo: { availability: null, latency: null },
        static_configs: [{ targets: ['a'], labels: {} }],
        file_sd_configs: [],
        http_sd_configs: [],
        dns_sd_configs: [],
      },
    ],
  });
});

test('what /config shows loads and means the same', () => {
  const text = `${modules}vantage: { name: here, labels: { a: b } }
${schedule(`interval: 90s, timeout: 1.5s, buckets: [1, 2.5], slo: { availability: 99.95 },
  static_configs: [{ targets: [x], labels: { __interval__: 1h } }], dns_sd_configs: [{ names: [a.example], type: A }]`)}`;
  const before = configOf(text);
  const after = configOf(renderConfig(before));
  expect(after.vantage).toEqual(before.vantage);
  const plain = ({ schedules }: Config) => schedules.map((each) => ({ ...each, module: each.module.name }));
  expect(plain(after)).toEqual(plain(before));
});
