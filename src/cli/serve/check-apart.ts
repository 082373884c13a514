import { fork } from 'node:child_process';
import { z } from 'zod';
import type { ChangedFile } from '../../config/config-state.ts';
import type { ConfigIssue } from '../../config/issue.ts';
import { isLongAndWhole } from '../../config/read-yaml.ts';

/** More than what a file of ten megabytes takes; the process ends when it needs more, and this one goes on. */
const maxHeapMiB = 768;

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
 * What is wrong with a large configuration that cannot be read in steps, found out by a process of its own: a broken file
 * of some megabytes can take half a minute and a gigabyte, which neither running probes nor this process's memory should
 * feel. Nothing for any other one, and for one in order.
 */
export async function checkApart({ bytes, path, isAlone }: ChangedFile): Promise<readonly ConfigIssue[]> {
  if (!isLongAndWhole({ text: bytes, fileName: path })) return [];
  const child = fork(
    new URL('./check-process.js', import.meta.url),
    [path, isAlone ? 'alone' : 'one-of-several'],
    {
      execArgv: [`--max-old-space-size=${maxHeapMiB}`],
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
  const message = `cannot be checked: the process that read it, with up to ${maxHeapMiB} MiB, failed: ${await ended}`;
  return [{ file: path, path: '', message }];
}
