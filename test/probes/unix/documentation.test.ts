import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { probers } from '../../../probes/registry.ts';
import { unixOptions } from '../../../probes/unix/options.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { structureOf } from '../../../src/config/schema-structure.ts';

const page = readFileSync('docs/probers/unix.md', 'utf8');
const [example = ''] = [...page.matchAll(/^```yaml\n(?<text>.*?)^```/gmsu)].map(
  ({ groups }) => groups?.['text'] ?? '',
);

test('has an example that loads without a warning', () => {
  const loaded = parseConfig({ text: example, fileName: 'unix.md' }, probers);
  expect(loaded).toMatchObject({ ok: true, warnings: [] });
  expect(loaded.ok && [...loaded.config.modules.values()].every(({ prober }) => prober.name === 'unix')).toBe(
    true,
  );
});

test('names every key that a block may have', () => {
  const structure = structureOf(unixOptions);
  const keys = structure?.kind === 'block' ? Object.keys(structure.shape) : [];
  expect(keys).toContain('tls_config');
  for (const key of keys) expect(page).toContain(`\`${key}\``);
});
