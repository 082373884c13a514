import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { closedPort, startTcpServer } from '../helpers/tcp-server.ts';
import { recordingIo } from './recording-io.ts';

let folder = '';
let config = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vantage-'));
  config = join(folder, 'config.yml');
  await writeFile(
    config,
    `modules:
  http_2xx:
    prober: http
    timeout: 3s
  greets:
    prober: tcp
    tcp:
      query_response:
        - expect: ^hello
`,
  );
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('vantage probe', () => {
  test('shows a target that is up and ends with 0', async () => {
    await using server = await startTcpServer((socket) => socket.resume());
    const io = recordingIo();
    expect(await run(['probe', `tcp://${server.target}`], io)).toBe(0);
    expect(io.printed()).toMatch(new RegExp(`^OK ${server.target} in [0-9.]+ ms\n`, 'u'));
    expect(io.printed()).toMatch(/\n {2}address +127\.0\.0\.1 \(IPv4\), lookup took [0-9.]+ ms\n/u);
    expect(io.complained()).toBe('');
  });

  test('shows a target that is down and ends with 1', async () => {
    const target = `127.0.0.1:${await closedPort()}`;
    const io = recordingIo();
    expect(await run(['probe', target], io)).toBe(1);
    expect(io.printed()).toMatch(new RegExp(`^FAIL ${target} tcp.refused \\(target\\): `, 'u'));
    expect(io.printed()).toContain('\n  failure  tcp.refused, phase connect, blame target\n');
  });

  test('gives JSON', async () => {
    const target = `127.0.0.1:${await closedPort()}`;
    const io = recordingIo();
    expect(await run(['probe', target, '--output=json', '--timeout=250ms'], io)).toBe(1);
    expect(JSON.parse(io.printed())).toMatchObject({
      module: 'tcp',
      prober: 'tcp',
      target,
      timeout_seconds: 0.25,
      success: false,
      failure: { phase: 'connect', reason: 'tcp.refused', blame: 'target' },
      address: { ip: '127.0.0.1', family: 4 },
      tls: null,
    });
  });

  test('gives what /probe would answer', async () => {
    await using server = await startTcpServer((socket) => socket.resume());
    const io = recordingIo();
    expect(await run(['probe', server.target, '--output=prometheus'], io)).toBe(0);
    expect(io.printed()).toContain('# TYPE probe_success gauge\nprobe_success 1\n');
    expect(io.printed()).toContain('\nprobe_timeout_seconds 10\n');
  });

  test('finds its module in any of several files', async () => {
    const other = join(folder, 'other.yml');
    await writeFile(other, 'modules: { more: { prober: tcp } }\n');
    await using server = await startTcpServer((socket) => socket.resume());
    const files = [`--config.file=${config}`, `--config.file=${other}`];
    expect(await run(['probe', server.target, ...files, '--module=more'], recordingIo())).toBe(0);
    const io = recordingIo();
    expect(await run(['probe', server.target, ...files, '--module=none'], io)).toBe(2);
    expect(io.complained()).toBe(
      `vantage probe: error: unknown module "none": ${config}, ${other} has http_2xx, greets, more\n`,
    );
  });

  test("runs a configuration file's module under its own time-out", async () => {
    const io = recordingIo();
    const target = `http://127.0.0.1:${await closedPort()}/`;
    expect(await run(['probe', target, `--config.file=${config}`, '--output=json'], io)).toBe(1);
    expect(JSON.parse(io.printed())).toMatchObject({
      module: 'http_2xx',
      prober: 'http',
      timeout_seconds: 3,
    });
  });

  test('shows what there is when interrupted, and ends at once when interrupted twice', async () => {
    await using silent = await startTcpServer(() => {});
    const io = recordingIo();
    const code = run(['probe', silent.target, `--config.file=${config}`, '--module=greets'], io);
    await silent.untilAccepted(1);
    io.send('SIGINT');
    io.send('SIGINT');
    expect(io.exits).toEqual([130]);
    // Nobody knows whether the target is up.
    expect(await code).toBe(3);
    expect(io.printed()).toMatch(
      new RegExp(
        `^UNKNOWN ${silent.target} local.aborted \\(local\\): the run was abandoned before it ended\n`,
        'u',
      ),
    );
    expect(io.send('SIGINT')).toBe(0);
  });

  test.each([
    {
      name: 'a module that the file does not have',
      argv: () => ['x.example', `--config.file=${config}`, '--module=gone'],
      complaint: () => `unknown module "gone": ${config} has http_2xx, greets`,
    },
    {
      name: 'a file that is not there',
      argv: () => ['x.example', '--config.file=/nonexistent/config.yml'],
      complaint: () => '/nonexistent/config.yml: cannot read the configuration file: it does not exist',
    },
    {
      name: 'a module that is not built in',
      argv: () => ['x.example', '--module=gone'],
      complaint: () =>
        'unknown module "gone"; the built-in ones are http, tcp, icmp, tls, dns, grpc, unix, websocket, statuspage',
    },
    {
      name: 'a target of an unknown scheme',
      argv: () => ['gopher://x.example'],
      complaint: () =>
        'no built-in module checks gopher:// targets; known are http://, https://, tcp://, icmp://, tls://, dns://, grpc://, grpcs://, unix://, ws://, wss://, statuspage://',
    },
  ])('ends with 2 and says why for $name', async ({ argv, complaint }) => {
    const io = recordingIo();
    expect(await run(['probe', ...argv()], io)).toBe(2);
    expect(io.complained()).toBe(`vantage probe: error: ${complaint()}\n`);
    expect(io.printed()).toBe('');
  });

  test('proposes to name a module when the usual one is missing', async () => {
    const path = join(folder, 'other.yml');
    await writeFile(path, 'modules: { mine: { prober: tcp } }\n');
    const io = recordingIo();
    expect(await run(['probe', 'x.example', `--config.file=${path}`], io)).toBe(2);
    expect(io.complained()).toBe(
      `vantage probe: error: unknown module "http_2xx": ${path} has mine; name another with --module\n`,
    );
  });

  test('warns of what a configuration file should no longer say, and runs', async () => {
    const path = join(folder, 'old.yml');
    await writeFile(path, 'modules: { http_2xx: { prober: http, http: { no_follow_redirects: true } } }\n');
    const io = recordingIo();
    const target = `http://127.0.0.1:${await closedPort()}/`;
    expect(await run(['probe', target, `--config.file=${path}`], io)).toBe(1);
    expect(io.complained()).toMatch(
      new RegExp(`^vantage probe: warning: ${path}:1:46: .*no_follow_redirects.*\n$`, 'u'),
    );
  });

  test('has nothing to run for a module without a prober', async () => {
    const path = join(folder, 'empty.yml');
    await writeFile(path, 'modules: { http_2xx: }\n');
    const io = recordingIo();
    expect(await run(['probe', 'x.example', `--config.file=${path}`], io)).toBe(2);
    expect(io.complained()).toBe(`vantage probe: error: module "http_2xx" of ${path} names no prober\n`);
  });

  test('lists every mistake of a configuration file with its place', async () => {
    const path = join(folder, 'broken.yml');
    await writeFile(path, 'modules:\n  a:\n    prober: [htp]\n  b:\n    prober: tcp\n    tpc: {}\n');
    const io = recordingIo();
    expect(await run(['probe', 'x.example', `--config.file=${path}`], io)).toBe(2);
    expect(io.complained().split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^vantage probe: error: ${path}:3:13: .*prober`, 'u')),
      expect.stringMatching(new RegExp(`^vantage probe: error: ${path}:6:5: .*tpc`, 'u')),
      '',
    ]);
  });
});

test.each([
  {
    argv: ['probe', 'http://a.example/', '--resolver=xyz'],
    says: 'vantage probe: error: --resolver xyz: must be an IP address, such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53, not "xyz"',
  },
  {
    argv: ['completion', 'tcsh'],
    says: "vantage completion: error: argument 'shell' is invalid: 'tcsh'. Allowed choices are bash, zsh, fish, try --help",
  },
])('says which word of $argv is wrong, and what may stand there', async ({ argv, says }) => {
  const io = recordingIo();
  expect(await run(argv, io)).toBe(2);
  expect(io.complained()).toBe(`${says}\n`);
});

describe('vantage', () => {
  test('serves without the word serve, and says so when it is used wrongly', async () => {
    const bare = recordingIo();
    expect(await run(['--history.limit=x'], bare)).toBe(1);
    const worded = recordingIo();
    expect(await run(['serve', '--history.limit=x'], worded)).toBe(1);
    expect(worded.complained()).toBe(bare.complained());
  });

  test('reports a bug of its own without a stack trace', async () => {
    const io = recordingIo();
    const broken = {
      ...io,
      stdout: {
        write: () => {
          throw new Error('no\npaper');
        },
      },
    };
    expect(await run(['probe', '--version'], broken)).toBe(3);
    expect(io.complained()).toMatch(
      /^vantage: error: this is a bug of Vantage [\d.]+ \(Node\.js v[\d.]+\): no\\npaper, at src\/cli\/[\w/.-]+:\d+:\d+\nPlease report it to whoever you have Vantage from, with this command and what it prints with --debug\.\n$/u,
    );
  });
});
