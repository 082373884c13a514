import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { closedPort, startTcpServer } from '../../helpers/tcp-server.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { recordingIo } from '../recording-io.ts';

const directory = temporaryDirectory();
afterAll(() => directory[Symbol.dispose]());

let files = 0;

/** A configuration file with these jobs, of which each has static targets or others. */
function configFile(jobs: Readonly<Record<string, string>>): string {
  const schedules = Object.entries(jobs).map(
    ([name, sources]) => `  - { job_name: ${name}, module: connect, ${sources} }\n`,
  );
  files += 1;
  const path = join(directory.path, `${files}.yml`);
  writeFileSync(
    path,
    `modules: { connect: { prober: tcp, timeout: 5s } }\nschedules:\n${schedules.join('')}`,
  );
  return path;
}

const targets = (...list: readonly string[]): string => `static_configs: [{ targets: [${list.join(', ')}] }]`;

/** Times are different each time. */
const withoutTimes = (text: string): string => text.replaceAll(/ +[\d.]+ ms/gu, ' TIME');

describe('vantage check', () => {
  test('prints every target of every job and ends with 0 when all are up', async () => {
    await using server = await startTcpServer(() => {});
    const path = configFile({ one: targets(server.target), two: targets(server.target) });
    const io = recordingIo();
    expect(await run(['check', `--config.file=${path}`], io)).toBe(0);
    expect(withoutTimes(io.printed())).toBe(
      `OK 2 of 2 are up\n\nOK    one  ${server.target} TIME\nOK    two  ${server.target} TIME\n`,
    );
    expect(io.complained()).toBe('');
  });

  test('ends with 1 when one fails, and says why', async () => {
    await using server = await startTcpServer(() => {});
    const closed = `127.0.0.1:${await closedPort()}`;
    const io = recordingIo();
    const path = configFile({ one: targets(closed, server.target) });
    expect(await run(['check', `--config.file=${path}`], io)).toBe(1);
    expect(io.printed()).toMatch(
      /^FAIL 1 of 2 are up, 1 failed\n\nOK .*\nFAIL .*tcp\.refused \(target\): .*\n$/u,
    );
  });

  test('checks the jobs and targets that it is told to', async () => {
    await using server = await startTcpServer(() => {});
    const closed = `127.0.0.1:${await closedPort()}`;
    const path = configFile({ one: targets(closed), two: targets(server.target, closed) });
    const io = recordingIo();
    const flags = [`--config.file=${path}`, '--job=t?o', `--target=*${server.port}`];
    expect(await run(['check', ...flags], io)).toBe(0);
    expect(io.printed()).toContain('1 of 1 are up');
  });

  test('does not pass when a source of targets could not be asked', async () => {
    await using server = await startTcpServer(() => {});
    writeFileSync(join(directory.path, 'broken.json'), '{');
    const path = configFile({
      one: `${targets(server.target)}, file_sd_configs: [{ files: [broken.json] }]`,
    });
    const io = recordingIo();
    expect(await run(['check', `--config.file=${path}`], io)).toBe(3);
    expect(io.printed()).toContain('UNKNOWN 1 of 1 are up, not everything could be done\n');
    expect(io.complained()).toMatch(
      /^vantage check: error: job one: (?:(?!broken).)*broken\.json: it is not JSON: /u,
    );
  });

  test('prints what there is when it is interrupted', async () => {
    await using silent = await startTcpServer(() => {});
    const path = join(directory.path, 'silent.yml');
    writeFileSync(
      path,
      `modules: { m: { prober: tcp, tcp: { query_response: [{ expect: x }] } } }
schedules: [{ job_name: one, module: m, ${targets(silent.target)} }]\n`,
    );
    const io = recordingIo();
    const ended = run(['check', `--config.file=${path}`], io);
    await silent.untilAccepted(1);
    io.send('SIGINT');
    expect(await ended).toBe(3);
    expect(io.printed()).toBe('UNKNOWN 0 of 0 are up, not everything could be done\n');
    expect(io.complained()).toBe('vantage check: error: 1 were not checked\n');
    expect(io.send('SIGINT')).toBe(0);
  });

  test.each([
    { name: 'no schedules', jobs: {}, flags: [], says: /the configuration has no schedules/u },
    {
      name: 'nothing that matches',
      jobs: { one: targets('a:1') },
      flags: ['--job=x'],
      says: /nothing to check/u,
    },
    { name: 'a flag that is none', jobs: {}, flags: ['--jobs=x'], says: /unknown option '--jobs=x'/u },
    { name: 'no concurrency', jobs: {}, flags: ['--max-concurrent=0'], says: /a whole number, 1 or more/u },
    {
      name: 'a mistake in the file',
      jobs: { one: `${targets('a:1')}, scheme: http` },
      flags: [],
      says: /:3:77: schedules\[0\]\.scheme: /u,
    },
  ])('ends with 2 for $name', async ({ jobs, flags, says }) => {
    const io = recordingIo();
    const path = configFile(jobs);
    if (Object.keys(jobs).length === 0) writeFileSync(path, 'modules: { m: { prober: tcp } }\n');
    expect(await run(['check', `--config.file=${path}`, ...flags], io)).toBe(2);
    expect(io.complained()).toMatch(says);
  });
});
