/** The real Prometheus scrapes the built program through the ordinary blackbox relabelling. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Minted, mint, mintAuthority } from '../helpers/certificates.ts';
import { response } from '../helpers/http-server.ts';
import { portOf } from '../helpers/port-of.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { startTlsServer } from '../helpers/tls-server.ts';

const hasPrometheus = isInstalled('prometheus');

function isInstalled(program: string): boolean {
  if (spawnSync(program, ['--version']).error === undefined) return true;
  if (process.env['CI'] !== undefined) {
    throw new Error(`${program} is not installed, and CI must not do without`);
  }
  process.stdout.write(`skipped: ${program} is not installed (Debian has it under the same name)\n`);
  return false;
}

/** What the started programs printed, for the message of a test that fails. */
const output: string[] = [];

/** A port that was free a moment ago; Prometheus cannot be told to choose one and say which. */
async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

async function getText(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url);
    return answer.ok ? await answer.text() : undefined;
  } catch {
    return undefined;
  }
}

/** Asks again until `ask` has an answer; bounded, because a test that hangs says nothing. */
async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(100);
  }
  throw new Error(`${what} did not happen within 30 s; the programs said:\n${output.join('')}`);
}

describe.skipIf(!hasPrometheus)('Prometheus', () => {
  const cleanUp: (() => void | Promise<void>)[] = [];
  let prometheusUrl = '';
  let httpsTarget = '';
  let tcpTarget = '';
  let leaf: Minted;

  function start(program: string, args: readonly string[]): ChildProcess {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    cleanUp.push(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    });
    return child;
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
    start(process.execPath, [
      'dist/src/cli/main.js',
      'serve',
      `--config.file=${blackboxFile}`,
      `--web.listen-address=127.0.0.1:${vantagePort}`,
    ]);
    await eventually('Vantage becoming healthy', () => getText(`http://127.0.0.1:${vantagePort}/-/healthy`));

    const prometheusPort = await freePort();
    const prometheusFile = join(directory.path, 'prometheus.yml');
    writeFileSync(prometheusFile, prometheusConfig(vantagePort));
    start('prometheus', [
      `--config.file=${prometheusFile}`,
      `--storage.tsdb.path=${join(directory.path, 'data')}`,
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
    ]);
    prometheusUrl = `http://127.0.0.1:${prometheusPort}`;
    await eventually('Prometheus becoming ready', () => getText(`${prometheusUrl}/-/ready`));
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

  /** The value of the one series that `query` selects, once there is one. */
  async function value(query: string): Promise<number> {
    return await eventually(`a value for ${query}`, async () => {
      const text = await getText(`${prometheusUrl}/api/v1/query?query=${encodeURIComponent(query)}`);
      const found = /"value":\[[0-9.]+,"([^"]+)"\]/.exec(text ?? '')?.[1];
      return found === undefined ? undefined : Number(found);
    });
  }

  test('sees an HTTPS endpoint succeed, with its status and the expiry of its certificate', async () => {
    const series = `{job="web",instance="${httpsTarget}"}`;
    expect(await value(`probe_success${series}`)).toBe(1);
    expect(await value(`probe_http_status_code${series}`)).toBe(200);
    expect(await value(`probe_ssl_earliest_cert_expiry${series}`)).toBe(Date.parse(leaf.x509.validTo) / 1000);
  });

  test('sees a TCP endpoint succeed', async () => {
    expect(await value(`probe_success{job="port",instance="${tcpTarget}"}`)).toBe(1);
  });

  test("scrapes Vantage's own metrics", async () => {
    expect(await value('up{job="vantage"}')).toBe(1);
    expect(await value('blackbox_exporter_config_last_reload_successful{job="vantage"}')).toBe(1);
  });
});
