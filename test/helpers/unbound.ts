import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, type Minted } from './certificates.ts';
import { closedPort } from './tcp-server.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** Whether unbound is here. Where it is not, says why a test is skipped; under CI that is no excuse. */
export function hasUnbound(): boolean {
  if (spawnSync('unbound', ['-V'], { env: searched }).error === undefined) return true;
  if (process.env['CI'] !== undefined)
    throw new Error('unbound is not installed, and CI must not do without');
  process.stdout.write('skipped: unbound is not installed\n');
  return false;
}

/** Daemons are not in the search path of every user. */
const searched = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

/** An unbound with zones of ours on loopback. */
export interface Unbound extends AsyncDisposable {
  /** Over UDP and TCP. */
  readonly port: number;
  readonly tlsPort: number;
  /** Over HTTP/2 only, at `/dns-query`. */
  readonly httpsPort: number;
}

/** Starts unbound; `records` are lines of a zone file below `zone.test.`, all other names are refused. */
export async function startUnbound(identity: Minted, records: readonly string[]): Promise<Unbound> {
  const directory = temporaryDirectory();
  const inDirectory = (name: string) => join(directory.path, name);
  const [port, tlsPort, httpsPort] = [await closedPort(), await closedPort(), await closedPort()];
  writeFileSync(inDirectory('key.pem'), identity.keyPem);
  writeFileSync(inDirectory('cert.pem'), bundle(identity));
  writeFileSync(
    inDirectory('unbound.conf'),
    `server:
  verbosity: 1
  use-syslog: no
  log-time-ascii: no
  do-daemonize: no
  chroot: ""
  username: ""
  directory: "${directory.path}"
  pidfile: ""
  num-threads: 1
  module-config: "iterator"
  root-hints: ""
  rrset-roundrobin: no
  hide-version: no
  version: "conf 9.9"
  interface: 127.0.0.1@${port}
  interface: 127.0.0.1@${tlsPort}
  interface: 127.0.0.1@${httpsPort}
  tls-port: ${tlsPort}
  https-port: ${httpsPort}
  tls-service-key: "${inDirectory('key.pem')}"
  tls-service-pem: "${inDirectory('cert.pem')}"
  access-control: 127.0.0.0/8 allow
  local-zone: "." refuse
  local-zone: "zone.test." static
${records.map((record) => `  local-data: '${record}'`).join('\n')}
remote-control:
  control-enable: no
`,
  );
  const daemon = spawn('unbound', ['-d', '-p', '-c', inDirectory('unbound.conf')], {
    env: searched,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(daemon, 'exit');
  let log = '';
  daemon.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  while (!log.includes('start of service')) {
    await Promise.race([once(daemon.stderr, 'data'), ended]);
    if (daemon.exitCode === null) continue;
    directory[Symbol.dispose]();
    throw new Error(`unbound does not start: ${log}`);
  }
  return {
    port,
    tlsPort,
    httpsPort,
    [Symbol.asyncDispose]: async () => {
      daemon.kill('SIGKILL');
      await ended;
      directory[Symbol.dispose]();
    },
  };
}
