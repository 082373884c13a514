import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { version } from '../../src/version.ts';
import { mint, mintAuthority } from '../helpers/certificates.ts';
import { startProgram } from '../helpers/started-program.ts';
import { closedPort, startTcpServer } from '../helpers/tcp-server.ts';
import { startTlsServer } from '../helpers/tls-server.ts';
import { program, startVantage } from './vantage-process.ts';

const anywhere = '--web.listen-address=127.0.0.1:0';
const listening = /msg=Listening address=127\.0\.0\.1:(\d+)/u;

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vantage-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function configFile(text: string): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.yml`);
  await writeFile(path, text);
  return path;
}

describe('the built command', () => {
  test('prints its version', async () => {
    await using vantage = startVantage(['--version']);
    expect(await vantage.ended).toBe(0);
    expect(vantage.printed()).toBe(`vantage ${version}\n`);
    expect(vantage.complained()).toBe('');
  });

  test.each([
    { name: 'a command', argv: ['probe', '--timeout=20s'], exitCode: 3, debug: false },
    { name: 'a command with --debug', argv: ['probe', '--timeout=20s', '--debug'], exitCode: 3, debug: true },
  ])(
    'says of an exception that escapes from $name what it is and whom to tell',
    async ({ argv, exitCode, debug }) => {
      await using silent = await startTcpServer(() => {});
      const late = "setTimeout(() => { throw new Error('out of the blue\\u001b'); }, 500)";
      await using vantage = startVantage([...argv, `http://${silent.target}/`], {
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(late)}`,
      });
      expect(await vantage.ended).toBe(exitCode);
      const [what, whom, ...rest] = vantage.complained().split('\n');
      expect(what).toMatch(/^vantage: error: this is a bug of Vantage .*: out of the blue\\x1b$/u);
      expect(whom).toMatch(/^Please report it to whoever you have Vantage from, with this command and /u);
      expect(rest.some((line) => line.startsWith('    at '))).toBe(debug);
    },
  );

  test.each(['', '--output=ndjson'])(
    'ends when nobody reads any more what it would print for ever: %s',
    async (flag) => {
      await using server = await startTcpServer(() => {});
      const words = `"$0" "$1" probe tcp://${server.target} --watch --interval=10ms ${flag} | head -n 1`;
      const shell = startProgram('sh', ['-c', words, process.execPath, program]);
      expect(await shell.ended).toBe(0);
      expect(shell.printed().split('\n')).toHaveLength(2);
      expect(shell.complained()).toBe('');
    },
  );

  test('says in one line that its output cannot be written', () => {
    const shell = spawnSync('sh', ['-c', '"$0" "$1" --version > /dev/full', process.execPath, program], {
      encoding: 'utf8',
    });
    expect(shell.status).toBe(2);
    expect(shell.stderr).toMatch(/^vantage: error: cannot write the output: ENOSPC.*\n$/u);
  });

  test.each([
    { argv: ['--nonsense'], exitCode: 1, line: "vantage: error: unknown option '--nonsense', try --help" },
    {
      argv: ['serve', '--nonsense'],
      exitCode: 1,
      line: "vantage: error: unknown option '--nonsense', try --help",
    },
    {
      argv: ['probe'],
      exitCode: 2,
      line: "vantage probe: error: missing required argument 'target', try --help",
    },
    {
      argv: ['probe', 'gopher://x.example'],
      exitCode: 2,
      line: 'vantage probe: error: no built-in module checks gopher:// targets; known are http://, https://, tcp://, icmp://, tls://, dns://, grpc://, grpcs://, unix://, ws://, wss://, statuspage://',
    },
  ])('ends $argv with $exitCode and one line', async ({ argv, exitCode, line }) => {
    await using vantage = startVantage(argv);
    expect(await vantage.ended).toBe(exitCode);
    expect(vantage.complained()).toBe(`${line}\n`);
    expect(vantage.printed()).toBe('');
  });
});

describe('the built vantage probe', () => {
  test('ends with 0 when the target is up', async () => {
    await using server = await startTcpServer((socket) => socket.resume());
    await using vantage = startVantage(['probe', `tcp://${server.target}`]);
    expect(await vantage.ended).toBe(0);
    expect(vantage.printed()).toMatch(new RegExp(`^OK ${server.target} in `, 'u'));
    expect(vantage.complained()).toBe('');
  });

  test('ends with 1 when the target is down', async () => {
    const port = await closedPort();
    await using vantage = startVantage(['probe', `127.0.0.1:${port}`]);
    expect(await vantage.ended).toBe(1);
    expect(vantage.printed()).toMatch(new RegExp(`^FAIL 127.0.0.1:${port} tcp.refused \\(target\\): `, 'u'));
  });

  test('names the expiry date of an expired certificate', async () => {
    const authority = mintAuthority('Test Root');
    const identity = mint({
      subject: 'localhost',
      issuer: authority,
      dnsNames: ['localhost'],
      notBefore: new Date('2024-01-01T00:00:00Z'),
      notAfter: new Date('2024-06-30T12:34:56Z'),
    });
    const trusted = join(folder, 'root.pem');
    await writeFile(trusted, authority.certPem);
    await using server = await startTlsServer({ identity });
    const target = `https://localhost:${server.port}`;
    await using vantage = startVantage(['probe', target], { SSL_CERT_FILE: trusted });
    expect(await vantage.ended).toBe(1);
    const [verdict = ''] = vantage.printed().split('\n');
    expect(verdict).toMatch(new RegExp(`^FAIL ${target} tls.cert.date_invalid \\(target\\): `, 'u'));
    expect(verdict).toContain('2024-06-30');
    expect(vantage.printed()).toMatch(/ {2}expires {2}2024-06-30T12:34:56Z \(expired \d+ days ago\)\n/u);
  });

  test('goes on quietly when the reader of its output goes away', async () => {
    await using server = await startTcpServer((socket) => socket.resume());
    await using vantage = startVantage(['probe', server.target, '--output=json']);
    vantage.stdout.destroy();
    expect(await vantage.ended).toBe(0);
    expect(vantage.complained()).toBe('');
  });
});

describe('the built vantage serve', () => {
  test('prints every mistake of the configuration and serves nothing', async () => {
    const path = await configFile(
      'modules:\n  web:\n    prober: http\n    http:\n      metod: GET\n  db:\n    timeout: soon\n',
    );
    await using vantage = startVantage([`--config.file=${path}`, anywhere]);
    expect(await vantage.ended).toBe(1);
    expect(vantage.complained().split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^${path}:5:7: .*metod`, 'u')),
      expect.stringMatching(new RegExp(`^${path}:7:14: .*soon`, 'u')),
      '',
    ]);
  });

  describe('with a probe under way', () => {
    const module = 'modules: { m: { prober: tcp, tcp: { query_response: [ { expect: hello } ] } } }\n';

    test('lets it end at SIGTERM before it ends itself with 0', async () => {
      let speak = (_text: string): unknown => undefined;
      await using patient = await startTcpServer((socket) => {
        speak = (text) => socket.write(text);
      });
      await using vantage = startVantage([`--config.file=${await configFile(module)}`, anywhere]);
      const [, port] = await vantage.saysOnStderr(listening);
      const answer = fetch(`http://127.0.0.1:${port}/probe?module=m&target=${patient.target}`);
      await patient.untilAccepted(1);
      vantage.send('SIGTERM');
      await vantage.saysOnStderr(/Shutting down/u);
      speak('hello\n');
      expect(await (await answer).text()).toMatch(/^probe_success 1$/mu);
      expect(await vantage.ended).toBe(0);
    });

    test('cuts it at the second signal', async () => {
      await using patient = await startTcpServer(() => {});
      await using vantage = startVantage([`--config.file=${await configFile(module)}`, anywhere]);
      const [, port] = await vantage.saysOnStderr(listening);
      const answer = fetch(`http://127.0.0.1:${port}/probe?module=m&target=${patient.target}`).catch(
        () => 'cut',
      );
      await patient.untilAccepted(1);
      vantage.send('SIGINT');
      await vantage.saysOnStderr(/Shutting down/u);
      vantage.send('SIGINT');
      expect(await vantage.ended).toBe(130);
      expect(await answer).toBe('cut');
    });
  });
});
