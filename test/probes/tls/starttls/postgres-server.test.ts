import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { tlsProber } from '../../../../probes/tls/prober.ts';
import { mint, mintAuthority } from '../../../helpers/certificates.ts';
import { testContext } from '../../../helpers/context.ts';
import { closedPort } from '../../../helpers/tcp-server.ts';
import { temporaryDirectory } from '../../../helpers/temporary-directory.ts';
import { tlsProbeOptionsWith } from '../../../helpers/tls-options.ts';

/** PostgreSQL refuses to run as root: it then runs as nobody. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const account = isRoot ? { uid: nobody, gid: nobody } : {};

/** Where Debian keeps the programs of its newest PostgreSQL, which are not on the PATH. */
function programFolder(): string | undefined {
  const versions = '/usr/lib/postgresql';
  if (existsSync(versions)) {
    const newest = readdirSync(versions)
      .toSorted((left, right) => Number(left) - Number(right))
      .at(-1);
    if (newest !== undefined) return path.join(versions, newest, 'bin');
  }
  if (process.env['CI'] !== undefined)
    throw new Error('PostgreSQL is not installed, and CI must not do without');
  process.stdout.write('skipped: PostgreSQL is not installed\n');
  return undefined;
}

const programs = programFolder();

const root = mintAuthority('Root');
const identity = mint({ subject: 'db', issuer: root, dnsNames: ['db.example'] });

/** Starts a server with this configuration and resolves when it listens. */
async function startPostgres(folder: string, port: number, settings: string) {
  const data = path.join(folder, `data-${port}`);
  mkdirSync(data, { mode: 0o700 });
  if (isRoot) chownSync(data, nobody, nobody);
  const made = spawnSync(path.join(programs ?? '', 'initdb'), ['-D', data, '--no-sync', '-A', 'trust'], {
    ...account,
    cwd: data,
  });
  if (made.status !== 0) throw new Error(String(made.stderr));
  for (const [name, content] of [
    ['server.crt', identity.certPem],
    ['server.key', identity.keyPem],
  ] as const) {
    const file = path.join(data, name);
    writeFileSync(file, content, { mode: 0o600 });
    if (isRoot) chownSync(file, nobody, nobody);
  }
  const listening = `listen_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = ''\nfsync = off\n`;
  writeFileSync(path.join(data, 'postgresql.conf'), `${listening}lc_messages = 'C'\n${settings}`);
  const server = spawn(path.join(programs ?? '', 'postgres'), ['-D', data], {
    ...account,
    cwd: data,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  for await (const line of createInterface(server.stderr)) {
    said.push(line);
    if (line.includes('ready to accept connections')) {
      server.stderr.resume();
      return {
        [Symbol.asyncDispose]: async () => {
          server.kill('SIGQUIT');
          await once(server, 'exit');
        },
      };
    }
  }
  throw new Error(`postgres does not start:\n${said.join('\n')}`);
}

const options = tlsProbeOptionsWith({
  startTls: 'postgres',
  tlsOptions: {
    ca: { kind: 'inline', text: root.certPem },
    serverName: 'db.example',
    insecureSkipVerify: false,
  },
});

test.skipIf(programs === undefined)(
  'a real PostgreSQL shows its certificate, or says that it has none',
  async () => {
    using folder = temporaryDirectory();
    chmodSync(folder.path, 0o755);
    const port = await closedPort();
    {
      await using _server = await startPostgres(folder.path, port, 'ssl = on\n');
      using context = testContext();
      expect(await tlsProber.probe({ text: `127.0.0.1:${port}` }, options, context)).toMatchObject({
        ok: true,
        tls: { version: 'TLS 1.3', chain: [{ subject: 'CN=db' }], verification: { kind: 'verified' } },
      });
    }
    const plainPort = await closedPort();
    await using _plain = await startPostgres(folder.path, plainPort, 'ssl = off\n');
    using context = testContext();
    expect(await tlsProber.probe({ text: `127.0.0.1:${plainPort}` }, options, context)).toMatchObject({
      ok: false,
      failure: { reason: 'dialogue.starttls_refused', detail: 'the database server does not offer TLS' },
    });
  },
);
