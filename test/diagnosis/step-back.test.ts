import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { z } from 'zod';

/** What a program prints that steps back on a thread of its own: the nice values of that thread and of the first one. */
const code = `
  import { getPriority } from 'node:os';
  import { Worker } from 'node:worker_threads';
  const before = getPriority();
  const built = new URL('dist/src/diagnosis/thread/step-back.js', 'file://' + process.cwd() + '/').href;
  const worker = new Worker(\`
    import { readlinkSync } from 'node:fs';
    import { getPriority } from 'node:os';
    import { parentPort } from 'node:worker_threads';
    import { stepBack } from '\${built}';
    stepBack();
    parentPort.postMessage(getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1))));
  \`, { eval: true });
  worker.on('message', (own) => console.log(JSON.stringify({ before, own, main: getPriority() })));
`;

test.skipIf(process.platform !== 'linux')(
  'the thread of diagnoses stands behind the others, and it alone',
  () => {
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    const { before, own, main } = z
      .object({ before: z.number(), own: z.number(), main: z.number() })
      .parse(JSON.parse(printed));
    expect([own, main]).toEqual([Math.max(before, 5), before]);
  },
);
