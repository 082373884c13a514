import { fork } from 'node:child_process';
import { z } from 'zod';
import type { ChangedFile } from '../../config/config-state.ts';
import type { ConfigIssue } from '../../config/issue.ts';

/** Up to this size a file is read in the time that a garbage collection may take as well. */
const largestAtOnceBytes = 256 * 1024;

const issuesSchema = z.array(
  z.object({
    file: z.string(),
    line: z.exactOptional(z.number()),
    column: z.exactOptional(z.number()),
    path: z.string(),
    message: z.string(),
  }),
);

/**
 * What is wrong with a large configuration, found out by a process of its own: a broken file of some megabytes
 * can take half a minute and a gigabyte, which neither running probes nor this process's memory should feel.
 * Nothing for a small one, and for one in order.
 */
export async function checkApart({ bytes, path, isAlone }: ChangedFile): Promise<readonly ConfigIssue[]> {
  if (bytes.length <= largestAtOnceBytes) return [];
  const child = fork(
    new URL('./check-process.js', import.meta.url),
    [path, isAlone ? 'alone' : 'one-of-several'],
    {
      execArgv: [],
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    },
  );
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `exit code ${code}`}`));
  });
  const said = new Promise<unknown>((resolve) => {
    child.once('message', resolve);
  });
  // A program that is to end need not wait for this one.
  child.unref();
  child.channel?.unref();
  // A process that is gone reads nothing; that it is gone is heard elsewhere.
  child.stdin?.on('error', () => {});
  child.stdin?.end(bytes);
  const verdict = await Promise.race([said, ended.then((reason) => ({ reason }))]);
  const issues = issuesSchema.safeParse(verdict);
  if (issues.success) return issues.data;
  const message = `cannot be checked: the process that read it failed: ${await ended}`;
  return [{ file: path, path: '', message }];
}
