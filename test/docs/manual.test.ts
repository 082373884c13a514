/**
 * The manual is made from the commands: `docs/cli.md` and `man/vantage.1` say what the program says. To write them anew
 * after a change of a command: `npm run manual`.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { outputFormats } from '../../src/cli/output/formats.ts';
import { run } from '../../src/cli/run.ts';
import { version } from '../../src/version.ts';
import { recordingIo } from '../cli/recording-io.ts';
import { closedPort } from '../helpers/tcp-server.ts';
import { cliPage } from './manual/cli-page.ts';
import { manualCommands } from './manual/commands.ts';
import { manPage } from './manual/man-page.ts';
import { topics } from './manual/topics.ts';

const hasMandoc = spawnSync('mandoc', ['-Tlint', '/dev/null']).error === undefined;

test('docs/cli.md is what the commands say', async () => {
  await expect(cliPage(await manualCommands())).toMatchFileSnapshot('../../docs/cli.md');
});

test('the keys of the JSON object are the ones that it tells of', async () => {
  const io = recordingIo();
  await run(['probe', `127.0.0.1:${await closedPort()}`, '--output=json'], io);
  const object: unknown = JSON.parse(io.printed());
  const { terms = [] } = topics.find(({ title }) => title === 'The JSON object') ?? {};
  expect(terms.flatMap(([term]) => term.split(', ')).sort()).toEqual(Object.keys(object ?? {}).sort());
});

test('the outputs are the ones that it tells of', () => {
  const { terms = [] } = topics.find(({ title }) => title === 'Outputs') ?? {};
  expect(terms.map(([term]) => term)).toEqual([...outputFormats]);
});

describe('the man page', () => {
  test('is what the commands say', async () => {
    await expect(manPage(await manualCommands(), version)).toMatchFileSnapshot('../../man/vantage.1');
  });

  test.runIf(hasMandoc || process.env['CI'] !== undefined)('is man(7) without a warning', async () => {
    const input = manPage(await manualCommands(), version);
    const { stdout, stderr, error } = spawnSync('mandoc', ['-Tlint', '-Wwarning'], {
      input,
      encoding: 'utf8',
    });
    expect({ error, said: stdout + stderr }).toEqual({ error: undefined, said: '' });
  });
});
