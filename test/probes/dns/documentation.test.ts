import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dnsOptions } from '../../../probes/dns/options.ts';
import { probers } from '../../../probes/registry.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { structureOf } from '../../../src/config/schema-structure.ts';

const page = readFileSync('docs/probers/dns.md', 'utf8');
const examples = [...page.matchAll(/^```yaml\n(?<text>.*?)^```/gmsu)].map(
  ({ groups }) => groups?.['text'] ?? '',
);

test('has examples that load without a warning', () => {
  expect(examples).toHaveLength(1);
  for (const text of examples) {
    expect(parseConfig({ text, fileName: 'dns.md' }, probers)).toMatchObject({ ok: true, warnings: [] });
  }
});

test('names every key that a block may have', () => {
  const structure = structureOf(dnsOptions);
  const keys = structure?.kind === 'block' ? Object.keys(structure.shape) : [];
  expect(keys).toContain('query_name');
  for (const key of keys) expect(page).toContain(`\`${key}\``);
});
