/** Several runs of a target that goes down: what is different from the run before it did, in each output. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { run } from '../../../src/cli/run.ts';
import { startHttpServer } from '../../helpers/http-server.ts';
import { type RecordingIo, recordingIo } from '../recording-io.ts';

/** A page that is well for two requests and broken from then on, at the hands of somebody with a header to hide in. */
async function breakingServer(onRequest: (count: number) => void = () => {}) {
  let count = 0;
  return startHttpServer((_request, socket) => {
    count += 1;
    onRequest(count);
    const [status, server] = count > 2 ? ['503 No', 'new\u009b31m'] : ['200 OK', 'old'];
    socket.end(`HTTP/1.1 ${status}\r\nServer: ${server}\r\nContent-Length: 0\r\n\r\n`);
  });
}

async function probing(io: RecordingIo, target: string, ...flags: readonly string[]): Promise<string> {
  await run(['probe', `http://${target}/`, '--interval=1ms', ...flags], io);
  return io.printed();
}

const changed = ['status: 200 -> 503', 'header server: old -> "new\\u009b31m"'];

test('--count shows them below the statistics', async () => {
  await using server = await breakingServer();
  const text = await probing(recordingIo(), server.authority, '--count=4');
  const rows = [...text.matchAll(/^ {2}changed {2}(?<change>.*)$/gmu)].map(
    ({ groups }) => groups?.['change'],
  );
  expect(rows).toEqual(changed);
});

test('--count shows none of a target that never was up, or never was down', async () => {
  await using server = await startHttpServer((_request, socket) => {
    socket.end('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n');
  });
  expect(await probing(recordingIo(), server.authority, '--count=3')).not.toContain('changed');
});

test('--watch shows them in the line of the first failure, and at the end', async () => {
  const io = recordingIo();
  await using server = await breakingServer((count) => {
    if (count === 5) io.send('SIGINT');
  });
  const text = await probing(io, server.authority, '--watch');
  const failures = text.split('\n').filter((line) => / FAIL http/u.test(line));
  expect(failures.length).toBeGreaterThan(1);
  expect(failures.map((line) => line.split('; changed: ')[1])).toEqual([
    changed.join('; '),
    ...failures.slice(1).map(() => undefined),
  ]);
  expect(text).toContain(`\n  changed  ${changed[0]}\n`);
});

test('JSON has them with each failure', async () => {
  await using server = await breakingServer();
  const text = await probing(recordingIo(), server.authority, '--count=4', '--output=json');
  const runs = z
    .array(
      z.object({
        started_at: z.string(),
        changes: z
          .object({ since: z.object({ started_at: z.string() }), list: z.array(z.unknown()) })
          .nullable(),
      }),
    )
    .parse(JSON.parse(text));
  const list = [
    { what: 'status', before: 200, after: 503 },
    { what: 'header server', before: 'old', after: 'new\u009b31m' },
  ];
  const since = { started_at: runs[1]?.started_at };
  expect(runs.map(({ changes }) => changes)).toEqual([null, null, { since, list }, { since, list }]);
});
