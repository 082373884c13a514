/** Networks of routers and hosts, made of network namespaces of the kernel. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ip } from './network-namespace.ts';

/** A host or a router with a network of its own. */
export interface NetworkNode {
  /** Runs a program there to its end. */
  run(command: string): void;
  /** Starts a program there, which is killed with the network at the latest; resolves when it says "ready". */
  start(argv: readonly string[]): Promise<AsyncDisposable>;
  /** The process that keeps its network. */
  readonly pid: number;
}

/** What was started, to be ended. */
export interface RoutedNetwork extends AsyncDisposable {
  node(): Promise<NetworkNode>;
  /**
   * Lays a cable between this test's own network, or a node, and a node; both ends get an address in CIDR form and are
   * up.
   */
  connect(from: NetworkNode | undefined, to: NetworkNode, ends: CableEnds): void;
}

export interface CableEnds {
  /** Names of the interfaces. */
  readonly names: readonly [string, string];
  readonly addresses: readonly [readonly string[], readonly string[]];
}

/** An empty network, for a test that has entered a namespace of its own. */
export function routedNetwork(): RoutedNetwork {
  const children: ChildProcess[] = [];
  const inside = (pid: number, words: readonly string[]): readonly string[] => [
    'nsenter',
    '-t',
    String(pid),
    '-n',
    ...words,
  ];
  const exec = ([program = '', ...rest]: readonly string[]): void => {
    execFileSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
  };
  return {
    async node() {
      const child = spawn('unshare', ['-n', 'sh', '-c', 'echo ready; exec sleep 1000000'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.push(child);
      await once(child.stdout, 'data');
      const pid = child.pid ?? 0;
      const node: NetworkNode = {
        pid,
        run: (command) => exec(inside(pid, ['sh', '-c', command])),
        async start(argv) {
          const [program = '', ...rest] = inside(pid, argv);
          const started = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
          children.push(started);
          await once(started.stdout, 'data');
          return { [Symbol.asyncDispose]: () => killed(started) };
        },
      };
      node.run('ip link set lo up');
      return node;
    },
    connect(from, to, { names: [near, far], addresses: [ofNear, ofFar] }) {
      ip(`link add ${near} type veth peer name ${far}`);
      ip(`link set ${far} netns ${to.pid}`);
      if (from !== undefined) ip(`link set ${near} netns ${from.pid}`);
      const up = (name: string, addresses: readonly string[]): string =>
        [
          ...addresses.map(
            (address) => `ip addr add ${address} dev ${name}${address.includes(':') ? ' nodad' : ''}`,
          ),
          `ip link set ${name} up`,
        ].join(' && ');
      to.run(up(far, ofFar));
      if (from === undefined) exec(['sh', '-c', up(near, ofNear)]);
      else from.run(up(near, ofNear));
    },
    async [Symbol.asyncDispose]() {
      for (const child of children.toReversed()) await killed(child);
    },
  };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
