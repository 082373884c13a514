import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** A program that runs as a process of its own. */
export interface StartedProgram extends AsyncDisposable {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  readonly stdout: Readable;
  readonly printed: () => string;
  readonly complained: () => string;
  /** Resolves to the first match in what stands on standard error, now or later. */
  saysOnStderr(pattern: RegExp): Promise<RegExpExecArray>;
  send(signal: NodeJS.Signals): void;
  /** Resolves when the process has ended and all it wrote was read: its exit code, or the signal it died of. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Runs a program with these arguments and additions to its environment; disposing of it kills it. */
export function startProgram(
  command: string,
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
): StartedProgram {
  const child = spawn(command, argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let printed = '';
  let complained = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complained += text;
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'SIGKILL'));
  });
  return {
    pid: child.pid,
    stdout: child.stdout,
    printed: () => printed,
    complained: () => complained,
    async saysOnStderr(pattern) {
      for (;;) {
        const match = pattern.exec(complained);
        if (match !== null) return match;
        if (child.exitCode !== null)
          throw new Error(`${command} ended before it said ${pattern}: ${complained}`);
        await Promise.race([once(child.stderr, 'data'), ended]);
      }
    },
    send: (signal) => void child.kill(signal),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
