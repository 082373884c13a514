import { expect, test } from 'vitest';
import { configurationText, scheduledTargets } from '../../bench/threads/configuration.ts';
import { parseThreadsOptions } from '../../bench/threads/options.ts';
import { probers } from '../../probes/registry.ts';
import { parseConfig } from '../../src/config/load.ts';

test('schedules as many targets as it says, over all addresses', () => {
  const text = configurationText(['127.0.0.1:8001', '127.0.0.2:8002']);
  const loaded = parseConfig({ text, fileName: 'threads.json' }, probers);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  const targets = loaded.config.schedules.flatMap(({ staticConfigs }) =>
    staticConfigs.flatMap((group) => group.targets),
  );
  expect(targets).toHaveLength(scheduledTargets);
  expect(targets.slice(0, 2)).toEqual(['http://127.0.0.1:8001/?n=0', 'http://127.0.0.2:8002/?n=1']);
});

test.each([
  { name: 'none, one and two threads', argv: [], options: { threads: [0, 1, 2], rounds: 3 } },
  { name: 'others', argv: ['--threads=0,4', '--rounds', '1'], options: { threads: [0, 4], rounds: 1 } },
])('compares $name', ({ argv, options }) => {
  expect(parseThreadsOptions(argv)).toEqual(options);
});

test('refuses a number of threads that is none', () => {
  expect(parseThreadsOptions(['--threads=two'])).toMatchObject({
    exitCode: 2,
    text: expect.stringContaining('--threads <numbers>') as unknown,
  });
});
