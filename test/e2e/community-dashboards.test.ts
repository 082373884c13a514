/**
 * What the community's dashboards for blackbox_exporter ask Prometheus for has an answer: over results of schedules, and over
 * those of /probe. The questions are those of the dashboards that most people import (7587, 13659, 14928, and the mixin).
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { program, startVantage } from '../cli/vantage-process.ts';
import { mint, mintAuthority } from '../helpers/certificates.ts';
import { response } from '../helpers/http-server.ts';
import { hasPrometheus, type Prometheus, startPrometheus } from '../helpers/prometheus.ts';
import type { StartedProgram } from '../helpers/started-program.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { startTlsServer, type TlsTestServer } from '../helpers/tls-server.ts';

/** `SELECTOR` is how a dashboard selects a target: by job, and by instance as a regular expression. */
const questions = [
  { panel: 'the list of targets', expr: 'group by (instance) (probe_success{SELECTOR})' },
  { panel: 'up or down', expr: 'probe_success{SELECTOR}' },
  { panel: 'how many are up', expr: 'sum(probe_success{SELECTOR}) / count(probe_success{SELECTOR}) * 100' },
  { panel: 'availability over a time', expr: 'avg_over_time(probe_success{SELECTOR}[1h]) * 100' },
  { panel: 'duration of a probe', expr: 'probe_duration_seconds{SELECTOR}' },
  { panel: 'mean duration', expr: 'avg by (instance) (probe_duration_seconds{SELECTOR})' },
  { panel: 'duration over a time', expr: 'avg_over_time(probe_duration_seconds{SELECTOR}[1m])' },
  { panel: 'time of name resolution', expr: 'avg(probe_dns_lookup_time_seconds{SELECTOR})' },
  ...['resolve', 'connect', 'tls', 'processing', 'transfer'].map((phase) => ({
    panel: `the phase ${phase}`,
    expr: `probe_http_duration_seconds{SELECTOR, phase="${phase}"} > 0`,
  })),
  { panel: 'all phases, stacked', expr: 'sum by (phase) (probe_http_duration_seconds{SELECTOR})' },
  { panel: 'the phases together', expr: 'sum by (instance) (probe_http_duration_seconds{SELECTOR}) > 0' },
  { panel: 'status code', expr: 'probe_http_status_code{SELECTOR} == 200' },
  { panel: 'status codes counted', expr: 'count_values("code", probe_http_status_code{SELECTOR})' },
  { panel: 'HTTP version', expr: 'probe_http_version{SELECTOR} == 1.1' },
  { panel: 'whether there is TLS', expr: 'probe_http_ssl{SELECTOR} == 1' },
  { panel: 'redirects', expr: 'probe_http_redirects{SELECTOR} == 0' },
  { panel: 'content length', expr: 'probe_http_content_length{SELECTOR} == 5' },
  { panel: 'body length', expr: 'probe_http_uncompressed_body_length{SELECTOR} == 5' },
  { panel: 'TLS version', expr: 'probe_tls_version_info{SELECTOR, version=~"TLS 1.[23]"} == 1' },
  {
    panel: 'days until the certificate expires',
    expr: '(probe_ssl_earliest_cert_expiry{SELECTOR} - time()) / 86400 > 0',
  },
  {
    panel: 'days until the chain expires',
    expr: '(probe_ssl_last_chain_expiry_timestamp_seconds{SELECTOR} - time()) / 86400 > 0',
  },
  {
    panel: 'certificates that expire soon',
    expr: 'count(probe_ssl_earliest_cert_expiry{SELECTOR} - time() < 86400 * 400)',
  },
  { panel: 'the issuer', expr: 'probe_ssl_last_chain_info{SELECTOR, issuer=~".+"}' },
  { panel: 'the protocol of the address', expr: 'probe_ip_protocol{SELECTOR} == 4' },
  { panel: 'a change of the address', expr: 'changes(probe_ip_addr_hash{SELECTOR}[1m]) == 0' },
];

describe.skipIf(!hasPrometheus())('a dashboard of the community', () => {
  const folder = temporaryDirectory();
  let vantage: StartedProgram;
  let tls: TlsTestServer;
  let address = '';
  let config = '';

  beforeAll(async () => {
    const authority = mintAuthority('Test root');
    const ca = join(folder.path, 'ca.pem');
    writeFileSync(ca, authority.certPem);
    tls = await startTlsServer({
      identity: mint({ issuer: authority, dnsNames: ['localhost'] }),
      onConnection: (socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.end(response(200, 'hello')));
      },
    });
    config = join(folder.path, 'vantage.yml');
    writeFileSync(
      config,
      `vantage: { name: us-east-1 }
modules:
  http_2xx:
    prober: http
    timeout: 1s
    http: { preferred_ip_protocol: ip4, tls_config: { ca_file: '${ca}' } }
    resolver: { hosts: { shop.example: 127.0.0.1, localhost: 127.0.0.1 } }
schedules:
  - { job_name: blackbox, module: http_2xx, interval: 1s, timeout: 1s, static_configs: [{ targets: ['https://localhost:${tls.port}/'] }] }
`,
    );
    vantage = startVantage([`--config.file=${config}`, '--web.listen-address=127.0.0.1:0']);
    [, address = ''] = await vantage.saysOnStderr(/address=(127\.0\.0\.1:\d+)/);
  });

  afterAll(async () => {
    await vantage[Symbol.asyncDispose]();
    await tls[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  describe.each([
    { whose: 'the results of schedules', form: 'metrics' },
    { whose: 'the answers of /probe', form: 'probe' },
  ])('over $whose', ({ form }) => {
    let prometheus: Prometheus;

    beforeAll(async () => {
      const flags = [`--config.file=${config}`, `--form=${form}`, `--instance=us-east-1=${address}`];
      const jobs = execFileSync(process.execPath, [program, 'generate', 'scrape-config', ...flags], {
        encoding: 'utf8',
      });
      prometheus = await startPrometheus(`global: { scrape_interval: 1s, scrape_timeout: 1s }\n${jobs}`);
    });
    afterAll(() => prometheus[Symbol.asyncDispose]());

    test.each(questions)('has data for $panel', async ({ expr }) => {
      const selector = `job="blackbox", instance=~"https://localhost:${tls.port}/"`;
      const path = `/api/v1/query?query=${encodeURIComponent(expr.replaceAll('SELECTOR', selector))}`;
      const [found] = await prometheus.answer(path, /"result":\[\{"metric"/);
      expect(found).not.toBe('');
    });
  });
});
