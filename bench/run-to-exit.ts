import { type Children, openChildren } from './children.ts';

/** Does the work of a benchmark, ends the processes it started, also when it is interrupted, and then this one. */
export async function runToExit(name: string, work: (children: Children) => Promise<void>): Promise<never> {
  const children = openChildren();
  const interrupted = new Promise<number>((resolve) => {
    // 128 and the signal's number, as shells count.
    process.once('SIGINT', () => resolve(130));
    process.once('SIGTERM', () => resolve(143));
  });
  const finished = work(children).then(
    () => 0,
    (error: unknown) => {
      process.stderr.write(`${name}: error: ${error instanceof Error ? error.message : String(error)}\n`);
      return 1;
    },
  );
  const exitCode = await Promise.race([finished, interrupted]);
  await children[Symbol.asyncDispose]();
  process.exit(exitCode);
}
