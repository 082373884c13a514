import { describe, expect, test } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { recordingIo } from '../recording-io.ts';

describe('vantage config explain', () => {
  test.each([
    { words: [], file: 'keys-of-a-file' },
    { words: ['http.valid_status_codes'], file: 'one-key' },
    { words: ['timeout'], file: 'several-keys' },
    { words: ['modules.web.statuspage'], file: 'a-block' },
    { words: ['schedules[0].static_configs'], file: 'a-list' },
  ])('of $words prints what golden/explain/$file.txt shows', async ({ words, file }) => {
    const io = recordingIo({ columns: 80, env: { NO_COLOR: '1' } });
    expect(await run(['config', 'explain', ...words], io)).toBe(0);
    await expect(io.printed()).toMatchFileSnapshot(`../golden/explain/${file}.txt`);
    expect(io.complained()).toBe('');
  });

  test.each([
    { key: 'http.methdo', says: "there is no key 'http.methdo'; did you mean method?" },
    { key: 'a\u001b', says: String.raw`there is no key 'a\x1b'; vantage config explain lists the keys` },
    { key: '', says: "there is no key ''; vantage config explain lists the keys" },
    { key: '..', says: "there is no key '..'; vantage config explain lists the keys" },
  ])('ends with 2 for the key $key', async ({ key, says }) => {
    const io = recordingIo();
    expect(await run(['config', 'explain', key], io)).toBe(2);
    expect(io.complained()).toBe(`vantage config explain: error: ${says}\n`);
  });
});

test('vantage config schema prints JSON', async () => {
  const io = recordingIo();
  expect(await run(['config', 'schema'], io)).toBe(0);
  expect(JSON.parse(io.printed())).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
  });
});
