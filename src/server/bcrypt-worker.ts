import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

/** Compares passwords with bcrypt hashes. */
export interface BcryptWorker {
  /** Rejects when the thread ended before it had an answer. */
  matches(password: string, hash: string): Promise<boolean>;
}

const answerSchema = z.object({ id: z.number(), matches: z.boolean() });

/**
 * As text, so that it needs no file of its own that would have to be found from sources and from a build alike.
 * An error of the library ends the thread, and with it every comparison under way.
 */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { compareSync } = require(workerData);
  parentPort.on('message', ({ id, password, hash }) => {
    parentPort.postMessage({ id, matches: compareSync(password, hash) });
  });
`;

interface Waiting {
  readonly resolve: (matches: boolean) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One comparison takes some 60 ms of pure computing, for which the event loop must not stand still: it would be
 * counted as the latency of whatever is being probed. So they are made in a thread, one after the other; it is
 * started by the first one and does not keep the process running.
 */
export function bcryptWorker(): BcryptWorker {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let worker: Worker | undefined;

  function start(): Worker {
    const library = createRequire(import.meta.url).resolve('bcryptjs');
    const started = new Worker(program, { eval: true, workerData: library });
    started.on('message', (message: unknown) => {
      const { id, matches } = answerSchema.parse(message);
      waiting.get(id)?.resolve(matches);
      waiting.delete(id);
    });
    let reason = new Error('the thread that compares passwords has ended');
    started.on('error', (error) => {
      reason = error instanceof Error ? error : new Error(String(error));
    });
    started.on('exit', () => {
      worker = undefined;
      for (const { reject } of waiting.values()) reject(reason);
      waiting.clear();
    });
    // Last, because listening to a thread keeps the process running again.
    started.unref();
    return started;
  }

  return {
    matches(password, hash) {
      worker ??= start();
      lastId += 1;
      const id = lastId;
      const answer = new Promise<boolean>((resolve, reject) => waiting.set(id, { resolve, reject }));
      worker.postMessage({ id, password, hash }, []);
      return answer;
    },
  };
}
