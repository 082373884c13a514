import { readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** The nice value of the thread: beside probes that want the same processor, about a quarter of it is left. */
const niceness = 5;

/**
 * Lets this thread alone stand behind the others of the process, where the system has priorities of threads: Linux, where
 * each is a task with a number of its own (setpriority(2), "C library/kernel differences").
 */
export function stepBack(): void {
  try {
    const task = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(task, Math.max(getPriority(task), niceness));
  } catch {
    // It is as good as the others then.
  }
}
