/**
 * A small internet of its own, in which the examples of the documents can be run as they stand: a network namespace with
 * the addresses for documents, a name server, and the services that the examples ask for.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../cli/vantage-process.ts';
import { mint, mintAuthority } from '../helpers/certificates.ts';
import { localNetworks } from '../helpers/local-networks.ts';
import { enterNetworkNamespace, ip } from '../helpers/network-namespace.ts';
import { type StartedProgram, startProgram } from '../helpers/started-program.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { startNameServer } from './name-server.ts';
import { addresses, hosts } from './names.ts';
import { startServices } from './services.ts';

const msPerDay = 86_400_000;

/** The command that runs another one where the files of the system are those of the world. */
export interface World extends AsyncDisposable {
  /** Starts the built program with these arguments. */
  start(argv: readonly string[]): StartedProgram;
  /** What to start in front of a command, so that it lives in the world. */
  readonly prefix: readonly string[];
  /** What to add to its environment. */
  readonly env: NodeJS.ProcessEnv;
}

/** Takes this process into a world of its own, for good: only where `canHaveNamespace` says so. */
export async function enterWorld(): Promise<World> {
  const folder = temporaryDirectory();
  const at = (name: string): string => join(folder.path, name);
  enterNetworkNamespace();
  localNetworks.addSubnet(addresses.router, 24, 'ipv4');
  ip(`addr add ${addresses.router}/24 dev lo`);
  ip(`-6 addr add ${addresses.shopIpv6}/128 dev lo nodad`);
  writeFileSync(at('hosts'), '127.0.0.1 localhost\n');
  writeFileSync(at('resolv.conf'), `nameserver ${addresses.nameServer}\n`);
  mkdirSync(at('run/php'), { recursive: true });

  const root = mintAuthority('Example Root CA');
  const issuer = mintAuthority('Example Issuing CA 1', { issuer: root, notAfter: inDays(364.5) });
  const identity = mint({
    subject: 'shop.example',
    dnsNames: [...hosts.keys()],
    ipAddresses: [addresses.nameServer],
    issuer,
    notBefore: inDays(-30),
    notAfter: inDays(59.5),
  });
  const expired = mint({
    subject: 'shop.example',
    dnsNames: ['localhost'],
    issuer,
    notBefore: inDays(-90),
    notAfter: inDays(-3.5),
  });
  writeFileSync(at('root.pem'), root.certPem);
  const nameServer = await startNameServer(identity, [issuer]);
  const services = await startServices({ identity, chain: [issuer], expired }, at('run/php/php-fpm.sock'));

  const mounts = [
    'mount --make-rprivate /',
    'mount --bind "$0/hosts" /etc/hosts',
    'mount --bind "$0/resolv.conf" "$(readlink -f /etc/resolv.conf)"',
    'mount --bind "$0/run" /run',
  ];
  const prefix = ['unshare', '--mount', 'sh', '-c', `${mounts.join(' && ')} && exec "$@"`, folder.path];
  const env = { SSL_CERT_FILE: at('root.pem') };
  return {
    prefix,
    env,
    start(argv) {
      const [command = '', ...rest] = [...prefix, process.execPath, program, ...argv];
      return startProgram(command, rest, env);
    },
    async [Symbol.asyncDispose]() {
      services[Symbol.dispose]();
      nameServer[Symbol.dispose]();
      folder[Symbol.dispose]();
    },
  };
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * msPerDay);
}
