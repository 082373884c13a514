import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';

/** What tests of the network need of the C library beyond what the program does; all give -1 on an error. */
interface LibraryFunctions {
  unshare(flags: number): number;
  ioctl(fd: number, request: number, argument: Uint8Array): number;
}

interface Koffi {
  load(path: null): {
    func<Name extends keyof LibraryFunctions>(
      name: Name,
      result: string,
      parameters: readonly string[],
    ): LibraryFunctions[Name];
  };
  readonly node: {
    poll(fd: number, events: { readonly readable: true }, callback: () => void): { close(): void };
  };
}

/** The native calls of test helpers; only for tests that {@link canHaveNamespace} let through. */
export interface TestCalls extends LibraryFunctions {
  watch(fd: number, callback: () => void): { close(): void };
}

function load(require: (name: 'koffi') => Koffi): TestCalls {
  const koffi = require('koffi');
  const libc = koffi.load(null);
  return {
    unshare: libc.func('unshare', 'int', ['int']),
    ioctl: libc.func('ioctl', 'int', ['int', 'ulong', 'void *']),
    watch: (fd, callback) => koffi.node.poll(fd, { readable: true }, callback),
  };
}

let known: TestCalls | undefined;

/** Binds the native calls. */
export function testCalls(): TestCalls {
  known ??= load(createRequire(import.meta.url));
  return known;
}

/** Whether this machine lets a test have a network of its own; says why not, and does not accept that in CI. */
export function canHaveNamespace(): boolean {
  const missing = whatIsMissing();
  if (missing === undefined) return true;
  if (process.env['CI'] !== undefined) throw new Error(`CI must run these tests: ${missing}`);
  process.stdout.write(`skipped: ${missing}\n`);
  return false;
}

function whatIsMissing(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces need Linux';
  if (process.geteuid?.() !== 0) return 'network namespaces need root';
  if (!isMainThread) return 'a namespace cannot be left again, so that it needs a process of its own';
  try {
    execFileSync('ip', ['-V']);
  } catch {
    return 'the program ip is not installed (Debian package iproute2)';
  }
  return undefined;
}

const newNetwork = 0x4000_0000;

/**
 * Gives this test file a network of its own, in which only loopback is up: for good, which is why only one file at a
 * time may run in a process, as vitest has it.
 */
export function enterNetworkNamespace(): void {
  if (testCalls().unshare(newNetwork) !== 0) throw new Error('unshare(CLONE_NEWNET) failed');
  ip('link set lo up');
}

/** Runs the program ip with these words, in the network of the test. */
export function ip(words: string): void {
  execFileSync('ip', words.split(' '), { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Sets which groups may have echo sockets without privilege: `1 0` is none. */
export function setPingGroupRange(range: string): void {
  const file = '/proc/sys/net/ipv4/ping_group_range';
  writeFileSync(file, range);
  const now = readFileSync(file, 'utf8').trim().replace(/\s+/u, ' ');
  if (now !== range) throw new Error(`ping_group_range is ${now} after it was set to ${range}`);
}
