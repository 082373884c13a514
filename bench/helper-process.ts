import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { Child, Children } from './children.ts';

/** A script of ours that answers questions in a process of its own, one after the other. */
export interface HelperProcess extends AsyncDisposable {
  readonly pid: number;
  /** Rejects when the process ends, does not answer in time, or answers with something else. */
  ask<T>(question: object, expected: Expected<T>): Promise<T>;
}

/** The answer that is expected. */
export interface Expected<T> {
  readonly answer: z.ZodType<T>;
  readonly withinMs: number;
}

/** Starts the script `name`, a path in this folder without its ending. */
export function startHelper(children: Children, name: string): HelperProcess {
  const script = new URL(`./${name}.js`, import.meta.url).pathname;
  const child = children.start([process.execPath, script], { channel: 'ipc' });
  return {
    pid: child.pid,
    ask: (question, expected) => ask(child, question, expected),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

async function ask<T>(child: Child, question: object, { answer, withinMs }: Expected<T>): Promise<T> {
  const done = new AbortController();
  const { signal } = done;
  const fail = (why: string) => {
    throw new Error(`a process of the benchmark failed: ${why} ${child.complained()}`);
  };
  try {
    const said = new Promise<unknown>((resolve) => {
      child.process.once('message', resolve);
    });
    child.process.send(question);
    const message = await Promise.race([
      said,
      child.ended.then(fail),
      sleep(withinMs, undefined, { signal }).then(() => fail(`no answer within ${withinMs} ms`)),
    ]);
    return answer.parse(message);
  } finally {
    done.abort();
  }
}
