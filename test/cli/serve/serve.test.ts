import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import tls from 'node:tls';
import { hashSync } from 'bcryptjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { mint, mintAuthority } from '../../helpers/certificates.ts';
import { closedPort, startTcpServer } from '../../helpers/tcp-server.ts';
import { type RecordingIo, recordingIo } from '../recording-io.ts';

let folder = '';
let config = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vantage-'));
  config = await configFile('modules: { tcp_connect: { prober: tcp } }\n');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function configFile(text: string): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.yml`);
  await writeFile(path, text);
  return path;
}

/** A `vantage serve` under way in this process; disposing of it asks it to stop and waits. */
interface Serving extends AsyncDisposable {
  readonly io: RecordingIo;
  /** `http://127.0.0.1:port` of its first address. */
  readonly origin: string;
  readonly exitCode: Promise<number>;
}

async function startServing(flags: readonly string[] = [], path = config): Promise<Serving> {
  const io = recordingIo();
  // Threads need the built program, which other tests start.
  const usual = ['--web.listen-address=127.0.0.1:0', '--probe.threads=0'];
  const exitCode = run(['serve', ...usual, `--config.file=${path}`, ...flags], io);
  const [, port = ''] = await io.complaint(/Listening.*address\W+127\.0\.0\.1:(\d+)/u);
  return {
    io,
    origin: `http://127.0.0.1:${port}`,
    exitCode,
    async [Symbol.asyncDispose]() {
      io.send('SIGTERM');
      await exitCode;
    },
  };
}

async function textOf(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url, { headers: { connection: 'close', ...headers } });
  return await response.text();
}

describe('vantage serve', () => {
  test.each([
    { name: 'beyond loopback without a policy', file: '', beyond: true, lines: 1 },
    { name: 'on loopback without a policy', file: '', beyond: false, lines: 0 },
    { name: 'beyond loopback with a policy', file: 'target_policy: {}\n', beyond: true, lines: 0 },
  ])('says once what it means to listen $name', async ({ file, beyond, lines }) => {
    const path = await configFile(`${file}modules: { tcp_connect: { prober: tcp } }\n`);
    await using serving = await startServing(beyond ? ['--web.listen-address=0.0.0.0:0'] : [], path);
    await textOf(`${serving.origin}/-/healthy`);
    expect(serving.io.complained().split('WITHOUT A target_policy')).toHaveLength(1 + lines);
  });

  test('counts the runs that the target policy ended, and lets a reload change it', async () => {
    await using target = await startTcpServer((socket) => socket.end());
    const modules = 'modules: { tcp_connect: { prober: tcp } }\n';
    const path = await configFile(`target_policy: { preset: public-only }\n${modules}`);
    await using serving = await startServing([], path);
    const probe = () => textOf(`${serving.origin}/probe?module=tcp_connect&target=${target.target}`);
    expect(await probe()).toContain(
      '\nprobe_failure_info{blame="local",phase="policy",reason="policy.denied"} 1\n',
    );
    expect(await textOf(`${serving.origin}/metrics`)).toContain(
      '\nvantage_policy_denied_total{prober="tcp"} 1\n',
    );
    expect(target.accepted()).toBe(0);
    await writeFile(path, modules);
    expect((await fetch(`${serving.origin}/-/reload`, { method: 'POST' })).status).toBe(200);
    expect(await probe()).toContain('\nprobe_success 1\n');
  });

  test('probes, and ends with 0 and without listeners at SIGTERM', async () => {
    await using target = await startTcpServer((socket) => socket.resume());
    await using serving = await startServing();
    const page = await textOf(`${serving.origin}/probe?module=tcp_connect&target=${target.target}`);
    expect(page).toContain('\nprobe_success 1\n');
    expect(await textOf(`${serving.origin}/metrics`)).toContain(
      '\nblackbox_exporter_config_last_reload_successful 1\n',
    );
    serving.io.send('SIGTERM');
    expect(await serving.exitCode).toBe(0);
    expect(serving.io.printed()).toBe('');
    expect([serving.io.send('SIGTERM'), serving.io.send('SIGINT'), serving.io.send('SIGHUP')]).toEqual([
      0, 0, 0,
    ]);
  });

  test('takes --timeout-offset off what the scraper waits', async () => {
    await using serving = await startServing(['--timeout-offset=2.5']);
    const target = `127.0.0.1:${await closedPort()}`;
    const page = await textOf(`${serving.origin}/probe?module=tcp_connect&target=${target}`, {
      'X-Prometheus-Scrape-Timeout-Seconds': '10',
    });
    expect(page).toContain('\nprobe_timeout_seconds 7.5\n');
  });

  test.each([
    { flag: '--history.limit=1', status: 200 },
    { flag: '--history.limit=0', status: 404 },
  ])('answers /logs with $status after one probe under $flag', async ({ flag, status }) => {
    await using serving = await startServing([flag]);
    await textOf(`${serving.origin}/probe?module=tcp_connect&target=127.0.0.1:${await closedPort()}`);
    const logs = await fetch(`${serving.origin}/logs?id=0`, { headers: { connection: 'close' } });
    expect(logs.status).toBe(status);
    await logs.text();
  });

  test.each([
    { flags: [], says: ['Probe failed'], hides: ['Probe succeeded'] },
    { flags: ['--log.prober=debug'], says: ['Probe failed', 'Probe succeeded'], hides: [] },
    {
      flags: ['--log.prober=loud'],
      says: [
        'level=WARN msg="Unknown --log.prober level, using info" level=loud known="debug, info, warn, error"',
        'Probe failed',
      ],
      hides: ['Probe succeeded'],
    },
  ])('logs $says of probes under $flags', async ({ flags, says, hides }) => {
    await using target = await startTcpServer((socket) => socket.resume());
    await using serving = await startServing(flags);
    const probe = `${serving.origin}/probe?module=tcp_connect&target=`;
    await textOf(`${probe}${target.target}`);
    await textOf(`${probe}127.0.0.1:${await closedPort()}`);
    for (const line of says) expect(serving.io.complained()).toContain(line);
    for (const line of hides) expect(serving.io.complained()).not.toContain(line);
  });

  test('logs JSON when asked to', async () => {
    await using serving = await startServing(['--log.format=json']);
    expect(JSON.parse(serving.io.complained())).toMatchObject({ level: 'INFO', msg: 'Listening' });
  });

  test('serves on every address it is given', async () => {
    const io = recordingIo();
    const both = ['--web.listen-address=127.0.0.1:0', '--web.listen-address=127.0.0.2:0'];
    const exitCode = run([`--config.file=${config}`, ...both], io);
    const [, port] = await io.complaint(/address=127\.0\.0\.2:(\d+)/u);
    expect(await textOf(`http://127.0.0.2:${port}/-/healthy`)).toBe('Healthy');
    io.send('SIGINT');
    expect(await exitCode).toBe(0);
  });

  test.each([
    { flags: ['--web.external-url=https://mon.example/vantage/'], path: '/vantage/-/healthy' },
    { flags: ['--web.route-prefix=box'], path: '/box/-/healthy' },
    { flags: ['--web.external-url=https://mon.example/vantage', '--web.route-prefix=/'], path: '/-/healthy' },
  ])('is found at $path under $flags', async ({ flags, path }) => {
    await using serving = await startServing(flags);
    expect(await textOf(`${serving.origin}${path}`)).toBe('Healthy');
  });

  test('leads browsers from / to the external URL', async () => {
    await using serving = await startServing(['--web.external-url=https://mon.example/vantage/']);
    const response = await fetch(`${serving.origin}/`, {
      redirect: 'manual',
      headers: { connection: 'close' },
    });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('https://mon.example/vantage');
    await response.text();
  });

  test('reads the configuration again at SIGHUP and keeps the old one when the new is refused', async () => {
    const path = await configFile('modules: { one: { prober: tcp } }\n');
    await using serving = await startServing([], path);
    const probe = `${serving.origin}/probe?target=127.0.0.1:${await closedPort()}&module=`;
    expect(await textOf(`${probe}two`)).toBe('Unknown module "two"\n');

    await writeFile(path, 'modules: { two: { prober: tcp } }\n');
    serving.io.send('SIGHUP');
    await serving.io.complaint(/level=INFO msg="Reloaded the configuration" changed=true\n/u);
    expect(await textOf(`${probe}two`)).toContain('\nprobe_success 0\n');

    await writeFile(path, 'modules: { three: { prober: tcp, tpc: {} } }\n');
    serving.io.send('SIGHUP');
    await serving.io.complaint(
      /level=ERROR msg="Configuration refused, the old one stays" issue=".*:1:34: .*tpc.*"\n/u,
    );
    expect(await textOf(`${probe}two`)).toContain('\nprobe_success 0\n');
    expect(await textOf(`${serving.origin}/metrics`)).toContain(
      '\nblackbox_exporter_config_last_reload_successful 0\n',
    );

    const reload = await fetch(`${serving.origin}/-/reload`, {
      method: 'POST',
      headers: { connection: 'close' },
    });
    expect(reload.status).toBe(500);
    expect(await reload.text()).toMatch(/^failed to reload config: .*:1:34: .*tpc.*\n$/u);
  });

  test('takes over the good files and keeps the last good version of the others', async () => {
    const one = await configFile('modules: { one: { prober: tcp } }\n');
    const two = await configFile('modules: { two: { prober: tcp } }\n');
    await using serving = await startServing([`--config.file=${two}`], one);
    const gauge = async () =>
      (await textOf(`${serving.origin}/metrics`)).match(
        /^(?:vantage_config_file_ok|\S+reload_successful).*$/gmu,
      );
    expect(await gauge()).toEqual([
      'blackbox_exporter_config_last_reload_successful 1',
      `vantage_config_file_ok{file="${one}"} 1`,
      `vantage_config_file_ok{file="${two}"} 1`,
    ]);

    await writeFile(one, 'modules: { one: { prober: tcp, tpc: {} } }\n');
    await writeFile(two, 'modules: { two: { prober: tcp }, three: { prober: tcp } }\n');
    const reload = { method: 'POST', headers: { connection: 'close' } };
    const refused = await fetch(`${serving.origin}/-/reload`, reload);
    expect(refused.status).toBe(500);
    expect(await refused.text()).toBe(
      `failed to reload config: ${one}:1:32: modules.one.tpc: unknown key, did you mean "tcp"?\n`,
    );
    expect(serving.io.complained()).toMatch(
      /level=ERROR msg="Configuration file refused, its last good version stays" issue=".*tpc.*"\n.*level=INFO msg="Took over the other configuration files"\n/u,
    );
    expect(await gauge()).toEqual([
      'blackbox_exporter_config_last_reload_successful 0',
      `vantage_config_file_ok{file="${one}"} 0`,
      `vantage_config_file_ok{file="${two}"} 1`,
    ]);
    const page = await textOf(`${serving.origin}/config`);
    expect([...page.matchAll(/^ {4}(\w+):$/gmu)].map(([, name]) => name)).toEqual(['one', 'three', 'two']);

    await writeFile(one, 'modules: { four: { prober: tcp } }\n');
    expect((await fetch(`${serving.origin}/-/reload`, reload)).status).toBe(200);
    expect(await gauge()).toContain('blackbox_exporter_config_last_reload_successful 1');
  });

  test('reads the configuration again by itself when told to, and says nothing of what did not change', async () => {
    const path = await configFile('modules: { one: { prober: tcp } }\n');
    const flags = ['--config.enable-auto-reload', '--config.auto-reload-interval=1', '--log.level=debug'];
    await using serving = await startServing(flags, path);
    await serving.io.complaint(/level=DEBUG msg="Reloaded the configuration" changed=false\n/u);
    await writeFile(path, 'modules: { two: { prober: tcp } }\n');
    await serving.io.complaint(/level=INFO msg="Reloaded the configuration" changed=true\n/u);
    await writeFile(path, 'modules: { three: { prober: tcp, tpc: {} } }\n');
    await serving.io.complaint(/level=ERROR msg="Configuration refused, the old one stays"/u);
    expect(await textOf(`${serving.origin}/config`)).toContain('\n    two:\n');
  });

  test('asks for passwords when the web configuration has users', async () => {
    const hash = hashSync('secret', 4);
    const web = await configFile(`basic_auth_users: { me: "${hash}" }\n`);
    await using serving = await startServing([`--web.config.file=${web}`]);
    expect(await textOf(`${serving.origin}/-/healthy`)).toBe('Unauthorized\n');
    const authorization = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    expect(await textOf(`${serving.origin}/-/healthy`, { authorization })).toBe('Healthy');
  });

  test('limits requests as the web configuration says', async () => {
    const web = await configFile('rate_limit: { interval: 1h, burst: 1 }\n');
    await using serving = await startServing([`--web.config.file=${web}`]);
    expect(await textOf(`${serving.origin}/-/healthy`)).toBe('Healthy');
    expect(await textOf(`${serving.origin}/-/healthy`)).toBe('Too Many Requests\n');
  });

  test('serves TLS when the web configuration has a certificate', async () => {
    const authority = mintAuthority('Test root');
    const identity = mint({ issuer: authority, ipAddresses: ['127.0.0.1'] });
    const cert = await configFile(identity.certPem);
    const key = await configFile(identity.keyPem);
    const web = await configFile(
      `tls_server_config: { cert_file: ${basename(cert)}, key_file: ${basename(key)} }\n`,
    );
    await using serving = await startServing([`--web.config.file=${web}`]);
    expect(serving.io.complained()).toContain('scheme=https');
    const socket = tls.connect({
      port: Number(new URL(serving.origin).port),
      ca: authority.certPem,
      host: '127.0.0.1',
    });
    socket.write('GET /-/healthy HTTP/1.0\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nHealthy$/su);
  });

  test('waits for a running probe at the first signal and ends at once at the second', async () => {
    await using silent = await startTcpServer(() => {});
    const path = await configFile(
      'modules: { m: { prober: tcp, tcp: { query_response: [ { expect: x } ] } } }\n',
    );
    await using serving = await startServing([], path);
    const answer = textOf(`${serving.origin}/probe?module=m&target=${silent.target}`);
    await silent.untilAccepted(1);
    serving.io.send('SIGTERM');
    expect(serving.io.exits).toEqual([]);
    serving.io.send('SIGINT');
    expect(serving.io.exits).toEqual([130]);
    await silent[Symbol.asyncDispose]();
    expect(await answer).toContain('\nprobe_success 0\n');
    expect(await serving.exitCode).toBe(0);
  });

  test('cannot start on an address that is taken', async () => {
    await using taken = await startTcpServer(() => {});
    const io = recordingIo();
    const flags = [`--config.file=${config}`, `--web.listen-address=${taken.target}`];
    expect(await run(flags, io)).toBe(1);
    expect(io.complained()).toContain('level=ERROR msg="Cannot start" error="listen EADDRINUSE');
    expect(io.complained()).toContain(taken.target);
    expect(io.send('SIGTERM')).toBe(0);
  });

  test.each([
    {
      flag: '--web.listen-address=9115',
      says: String.raw`error="--web.listen-address: \"9115\" is not host:port`,
    },
    {
      flag: '--web.listen-address=vsock://:9115',
      says: String.raw`Node.js has no vsock sockets; listen on host:port"`,
    },
    {
      flag: '--web.systemd-socket',
      says: 'error="--web.systemd-socket leaves open where this server is reached: add --web.external-url"',
    },
    {
      flag: '--web.alert-token-file=/missing/token',
      says: '/missing/token cannot be read or is empty: write a long random text into it',
    },
    {
      flag: "--web.external-url='http://x'",
      says: 'error="--web.external-url: URL must not begin or end with quotes"',
    },
  ])('cannot start with $flag', async ({ flag, says }) => {
    const io = recordingIo();
    expect(await run([`--config.file=${config}`, flag], io)).toBe(1);
    expect(io.complained()).toContain('level=ERROR msg="Cannot start"');
    expect(io.complained()).toContain(says);
  });

  test('cannot start when systemd opened no socket', async () => {
    const io = recordingIo();
    const flags = ['--web.systemd-socket', '--web.external-url=http://x'];
    expect(await run([`--config.file=${config}`, ...flags], io)).toBe(1);
    expect(io.complained()).toContain('systemd opened no socket for this process (LISTEN_PID, LISTEN_FDS)');
  });

  test.each([
    { name: 'has a mistake', text: 'tls_config: {}\n', says: /^\S+\.yml:1:1: tls_config: unknown key.*\n$/u },
    {
      name: 'names a certificate that is not there',
      text: 'tls_server_config: { cert_file: none.pem, key_file: none.pem }\n',
      says: /^\S+\.yml: tls_server_config: cannot read the certificate in \S+none\.pem: it does not exist\n$/u,
    },
    {
      name: 'holds a certificate that is none',
      text: 'tls_server_config: { cert: x, key: y }\n',
      says: /^\S+\.yml: tls_server_config: error:.*\n$/u,
    },
    {
      name: 'names a CA without a certificate',
      text: 'tls_server_config: { cert: x, key: y, client_ca: z, client_auth_type: RequestClientCert }\n',
      says: /^\S+\.yml: tls_server_config: the client CA has no PEM certificate\n$/u,
    },
  ])('cannot start when the web configuration $name', async ({ text, says }) => {
    const io = recordingIo();
    const web = await configFile(text);
    expect(await run([`--config.file=${config}`, `--web.config.file=${web}`], io)).toBe(1);
    expect(io.complained()).toMatch(says);
  });

  test('prints every mistake of the configuration and does not start', async () => {
    const path = await configFile('modules:\n  a:\n    prober: [htp]\n  b:\n    prober: tcp\n    tpc: {}\n');
    const io = recordingIo();
    expect(await run([`--config.file=${path}`, '--log.format=json'], io)).toBe(1);
    expect(io.complained().split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^${path}:3:13: .*prober`, 'u')),
      expect.stringMatching(new RegExp(`^${path}:6:5: .*tpc`, 'u')),
      '',
    ]);
  });
});

describe('vantage --config.check', () => {
  test('tells of files that are not there, which no start is told of', async () => {
    const path = await configFile('modules: { m: { prober: http, http: { body_file: /nowhere/gone } } }\n');
    const message = 'modules.m.http.body_file: fails every probe that needs it: cannot read /nowhere/gone';
    const io = recordingIo();
    expect(await run(['--config.check', `--config.file=${path}`], io)).toBe(0);
    expect(io.complained()).toContain(message);
    await using serving = await startServing([], path);
    expect(serving.io.complained()).not.toContain(message);
  });

  test('ends with 0 when the file is usable', async () => {
    const io = recordingIo();
    expect(await run(['--config.check', `--config.file=${config}`], io)).toBe(0);
    expect(io.complained()).toContain('level=INFO msg="The configuration is usable"');
    const web = ['--config.check', `--config.file=${config}`, '--web.config.file=/nonexistent'];
    expect(await run(web, recordingIo())).toBe(0);
    const quiet = recordingIo();
    expect(await run(['--config.check', `--config.file=${config}`, '--log.level=error'], quiet)).toBe(0);
    expect(quiet.complained()).toBe('');
  });

  test('checks all files of a folder, and names the folder when they are usable', async () => {
    const conf = await mkdtemp(join(folder, 'conf-'));
    await writeFile(join(conf, 'modules.yml'), 'modules: { m: { prober: tcp } }\n');
    const path = join(conf, 'schedules.yaml');
    const schedule = 'job_name: j, module: m, static_configs: [{ targets: [a] }]';
    await writeFile(path, `schedules: [{ ${schedule} }]\n`);
    const good = recordingIo();
    expect(await run(['--config.check', `--config.file=${conf}`], good)).toBe(0);
    expect(good.complained()).toContain(`msg="The configuration is usable" file=${conf}\n`);
    await writeFile(path, `schedules: [{ ${schedule}, timeout: 2m }]\n`);
    const bad = recordingIo();
    expect(await run(['--config.check', `--config.file=${conf}`, `--config.file=${config}`], bad)).toBe(1);
    expect(bad.complained()).toBe(
      `${path}:1:84: schedules[0].timeout: 2m0s is longer than the interval of 1m0s; shorten it or lengthen the interval\n`,
    );
  });

  test('ends with 1 and the mistakes when it is not', async () => {
    const io = recordingIo();
    expect(await run(['--config.check', '--config.file=/nonexistent/config.yml'], io)).toBe(1);
    expect(io.complained()).toBe(
      '/nonexistent/config.yml: cannot read the configuration file: it does not exist\n',
    );
  });
});
