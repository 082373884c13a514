import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { recordingIo } from '../recording-io.ts';

const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());

const good = join(folder.path, 'good.yml');
writeFileSync(
  good,
  'modules: { web: { prober: http, timeout: 5s, http: { basic_auth: { username: me, password: hunter2 } } } }\n',
);
const bad = join(folder.path, 'bad.yml');
writeFileSync(bad, 'modules:\n  web:\n    prober: http\n    htpp: {}\n');

test('says that a configuration can be used', async () => {
  const io = recordingIo();
  expect(await run(['config', 'check', `--config.file=${good}`], io)).toBe(0);
  expect(io.printed()).toBe(`OK ${good}: 1 modules, 0 schedules\n`);
  expect(io.complained()).toBe('');
});

test.each([['check'], ['print']])('%s tells each mistake with its place and ends with 2', async (word) => {
  const io = recordingIo();
  expect(await run(['config', word, `--config.file=${bad}`], io)).toBe(2);
  expect(io.complained()).toBe(`${bad}:4:5: modules.web.htpp: unknown key, did you mean "http"?\n`);
  expect(io.printed()).toBe('');
});

test.each([['yaml'], ['json']])('prints a configuration without its secrets as %s', async (output) => {
  const io = recordingIo();
  expect(await run(['config', 'print', `--config.file=${good}`, `--output=${output}`], io)).toBe(0);
  expect(io.printed()).toContain('timeout');
  expect(io.printed()).not.toContain('hunter2');
});

test('names what there is for a group without a command, and the nearest for a wrong one', async () => {
  const io = recordingIo();
  expect(await run(['config'], io)).toBe(2);
  expect(io.complained()).toContain('Usage: vantage config <command> [flags]');
  const other = recordingIo();
  expect(await run(['config', 'chek'], other)).toBe(2);
  expect(other.complained()).toBe("vantage config: error: unknown command 'chek'; did you mean check?\n");
});
