import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Children } from '../children.ts';
import { freePort } from '../free-port.ts';
import { knownName } from './known-name.ts';
import { untilListening } from './until-listening.ts';

/** Starts an unbound of one thread that knows one name, and nothing of the world; resolves to its port. */
export async function startUnbound(
  children: Children,
  { program, directory }: { readonly program: string; readonly directory: string },
): Promise<number> {
  const port = await freePort();
  const configuration = join(directory, 'unbound.conf');
  writeFileSync(
    configuration,
    `server:
  do-daemonize: no
  use-syslog: no
  verbosity: 0
  chroot: ""
  username: ""
  directory: "${directory}"
  pidfile: ""
  num-threads: 1
  module-config: "iterator"
  root-hints: ""
  interface: 127.0.0.1@${port}
  access-control: 127.0.0.0/8 allow
  local-zone: "." refuse
  local-zone: "bench.test." static
  local-data: "${knownName}. A 192.0.2.1"
remote-control:
  control-enable: no
`,
  );
  await untilListening(children.start([program, '-d', '-p', '-c', configuration]), port);
  return port;
}
