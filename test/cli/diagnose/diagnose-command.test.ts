import { expect, test } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { reply, response, startHttpServer } from '../../helpers/http-server.ts';
import { closedPort } from '../../helpers/tcp-server.ts';
import { recordingIo } from '../recording-io.ts';

const quiet = '--diagnose.resolvers=none';

test('says that a healthy target is healthy, and ends with 0', async () => {
  await using server = await startHttpServer(reply(response(200, 'ok')));
  const io = recordingIo();
  expect(await run(['diagnose', `http://${server.authority}/`, quiet], io)).toBe(0);
  expect(io.printed()).toMatch(/^OK http:\S+ healthy: the probe succeeds in /u);
  expect(io.complained()).toBe('');
});

test('names a fault with its evidence, and ends with 1', async () => {
  const io = recordingIo({ columns: 80 });
  const port = await closedPort();
  expect(await run(['diagnose', `tcp://127.0.0.1:${port}`, quiet], io)).toBe(1);
  expect(io.printed()).toContain('port_closed (target): ');
  expect(io.printed()).toContain('\n  the addresses\n    127.0.0.1  TCP FAILS likewise after ');
});

test('ends with 2 for a target that cannot be probed, and says so', async () => {
  const io = recordingIo();
  expect(await run(['diagnose', 'http://[::1', quiet, '--output=json'], io)).toBe(2);
  expect(JSON.parse(io.printed())).toMatchObject({
    verdict: { code: 'configuration_unusable', blame: 'local' },
  });
});

test('ends with 3 when nobody can say why: what was interrupted', async () => {
  await using server = await startHttpServer(() => {});
  const io = recordingIo();
  const running = run(['diagnose', `http://${server.authority}/`, quiet], io);
  while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  io.send('SIGINT');
  expect(await running).toBe(3);
  expect(io.printed()).toMatch(
    /^UNKNOWN http:\S+ unexplained: the diagnosis was ended before the probe was over/u,
  );
});

test.each([
  {
    argv: ['diagnose'],
    line: "vantage diagnose: error: missing required argument 'target', try --help",
  },
  {
    argv: ['diagnose', 'gopher://x.example'],
    line: /^vantage diagnose: error: no built-in module checks gopher:\/\/ targets; known are http:/u,
  },
  {
    argv: ['diagnose', 'x.example', '--diagnose.resolvers=dns.example'],
    line: /It is a list such as 1\.1\.1\.1,9\.9\.9\.9 or none: "dns\.example" is no IP address, try --help$/u,
  },
])('ends with 2 for wrong usage: $argv', async ({ argv, line }) => {
  const io = recordingIo();
  expect(await run(argv, io)).toBe(2);
  expect(io.complained().trimEnd()).toMatch(line);
  expect(io.printed()).toBe('');
});
