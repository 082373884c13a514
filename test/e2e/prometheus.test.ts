/** The real Prometheus scrapes the built program through the ordinary blackbox relabelling. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Minted, mint, mintAuthority } from '../helpers/certificates.ts';
import { response } from '../helpers/http-server.ts';
import { portOf } from '../helpers/port-of.ts';
import {
  eventually,
  freePort,
  getText,
  hasPrometheus,
  type Prometheus,
  startPrometheus,
} from '../helpers/prometheus.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { startTlsServer } from '../helpers/tls-server.ts';

/** What the started programs printed, for the message of a test that fails. */
const output: string[] = [];

describe.skipIf(!hasPrometheus())('Prometheus', () => {
  const cleanUp: (() => void | Promise<void>)[] = [];
  let prometheus: Prometheus;
  let httpsTarget = '';
  let tcpTarget = '';
  let leaf: Minted;

  function startVantage(args: readonly string[]): void {
    const child = spawn(process.execPath, ['dist/src/cli/main.js', 'serve', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    cleanUp.push(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    });
  }

  beforeAll(async () => {
    const directory = temporaryDirectory();
    cleanUp.push(() => directory[Symbol.dispose]());
    const authority = mintAuthority('Test root');
    leaf = mint({ issuer: authority, dnsNames: ['localhost'] });
    const tlsServer = await startTlsServer({
      identity: leaf,
      onConnection: (socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.end(response(200, 'well')));
      },
    });
    cleanUp.push(async () => await tlsServer[Symbol.asyncDispose]());
    const tcpServer = net.createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
    await once(tcpServer, 'listening');
    cleanUp.push(() => void tcpServer.close());
    httpsTarget = `https://localhost:${tlsServer.port}/health`;
    tcpTarget = `127.0.0.1:${portOf(tcpServer)}`;

    const caFile = join(directory.path, 'ca.pem');
    writeFileSync(caFile, authority.certPem);
    const blackboxFile = join(directory.path, 'blackbox.yml');
    writeFileSync(
      blackboxFile,
      `modules:
  http_2xx:
    prober: http
    timeout: 5s
    http: { preferred_ip_protocol: ip4, tls_config: { ca_file: '${caFile}' } }
  tcp_connect:
    prober: tcp
    timeout: 5s
`,
    );
    const vantagePort = await freePort();
    startVantage([`--config.file=${blackboxFile}`, `--web.listen-address=127.0.0.1:${vantagePort}`]);
    await eventually(
      'Vantage becoming healthy',
      () => getText(`http://127.0.0.1:${vantagePort}/-/healthy`),
      output,
    );
    prometheus = await startPrometheus(prometheusConfig(vantagePort));
    cleanUp.push(async () => await prometheus[Symbol.asyncDispose]());
  }, 90_000);

  afterAll(async () => {
    for (const step of cleanUp.toReversed()) await step();
  });

  function prometheusConfig(vantagePort: number): string {
    const job = (name: string, module: string, target: string): string => `
  - job_name: ${name}
    metrics_path: /probe
    params: { module: [${module}] }
    static_configs: [ { targets: [ '${target}' ] } ]
    relabel_configs:
      - source_labels: [__address__]
        target_label: __param_target
      - source_labels: [__param_target]
        target_label: instance
      - target_label: __address__
        replacement: 127.0.0.1:${vantagePort}`;
    return `global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:${job('web', 'http_2xx', httpsTarget)}${job('port', 'tcp_connect', tcpTarget)}
  - job_name: vantage
    static_configs: [ { targets: [ '127.0.0.1:${vantagePort}' ] } ]
`;
  }

  test('sees an HTTPS endpoint succeed, with its status and the expiry of its certificate', async () => {
    const series = `{job="web",instance="${httpsTarget}"}`;
    expect(await prometheus.value(`probe_success${series}`)).toBe(1);
    expect(await prometheus.value(`probe_http_status_code${series}`)).toBe(200);
    expect(await prometheus.value(`probe_ssl_earliest_cert_expiry${series}`)).toBe(
      Date.parse(leaf.x509.validTo) / 1000,
    );
  });

  test('sees a TCP endpoint succeed', async () => {
    expect(await prometheus.value(`probe_success{job="port",instance="${tcpTarget}"}`)).toBe(1);
  });

  test("scrapes Vantage's own metrics", async () => {
    expect(await prometheus.value('up{job="vantage"}')).toBe(1);
    expect(await prometheus.value('blackbox_exporter_config_last_reload_successful{job="vantage"}')).toBe(1);
  });
});
