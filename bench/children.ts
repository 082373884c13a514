import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a child may take to end when it is asked to. */
const graceMs = 3000;

/** As much of a child's complaints as is kept. */
const keptCharacters = 4000;

/** A process that this one started. Disposing of it ends it, politely at first. */
export interface Child extends AsyncDisposable {
  /** The path or the name of what runs in it. */
  readonly program: string;
  readonly pid: number;
  readonly process: ChildProcess;
  /** The end of what it wrote on standard error. */
  complained(): string;
  /** Resolves when it has ended: how. */
  readonly ended: Promise<string>;
}

/** How to start a child. */
export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly channel?: 'ipc';
}

/** All processes that this one started. Disposing of them ends those that still run. */
export interface Children extends AsyncDisposable {
  /** Starts a program; throws when that cannot be started. */
  start(command: readonly string[], options?: ChildOptions): Child;
}

/** Children that are killed at the latest when this process ends, as long as it is not killed itself. */
export function openChildren(): Children {
  const alive = new Set<Child>();
  process.once('exit', () => {
    for (const child of alive) child.process.kill('SIGKILL');
  });
  return {
    start(command, options = {}) {
      const child = startChild(command, options);
      alive.add(child);
      void child.ended.then(() => alive.delete(child));
      return child;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...alive].map((child) => child[Symbol.asyncDispose]()));
    },
  };
}

function startChild([program = '', ...argv]: readonly string[], { env = {}, channel }: ChildOptions): Child {
  const child = spawn(program, argv, {
    stdio: ['ignore', 'ignore', 'pipe', channel],
    env: { ...process.env, ...env },
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `exit code ${code}`}`));
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`cannot start ${program}`);
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-keptCharacters);
  });
  return {
    program,
    pid,
    process: child,
    complained: () => complaints,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      const patience = new AbortController();
      await Promise.race([ended, sleep(graceMs, undefined, { signal: patience.signal }).catch(() => {})]);
      patience.abort();
      child.kill('SIGKILL');
      await ended;
    },
  };
}
