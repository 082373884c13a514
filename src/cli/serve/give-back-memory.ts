import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A collection that wins less is not worth its pause of some dozen milliseconds. */
const worthwhileBytes = 24 * 1024 * 1024;

/** For what the work has left behind to be referred to by nobody. */
const afterMs = 200;

/**
 * Does work that leaves much garbage behind, and gives the memory back that it took. V8 would keep it until something else
 * needs memory, which in a server that has little to do is never.
 */
export async function givingBackMemory<Result>(work: () => Promise<Result>): Promise<Result> {
  const beforeBytes = process.memoryUsage.rss();
  try {
    return await work();
  } finally {
    const grownBytes = process.memoryUsage.rss() - beforeBytes;
    if (grownBytes > worthwhileBytes) setTimeout(collect, afterMs).unref();
  }
}

/**
 * Collects, and moves what is left together, so that whole pages become free. From V8 12 on that leaves the space for young
 * objects as large as it became, over 100 MB, and only the last resort makes it small; earlier versions do not know that and
 * take the second call for a collection of the few young objects.
 */
function collect(): void {
  setFlagsFromString('--expose-gc');
  setFlagsFromString('--compact-on-every-full-gc');
  runInNewContext("gc(); gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })");
  setFlagsFromString('--no-compact-on-every-full-gc');
}
