/** docs/web-configuration.md says what the file of --web.config.file may hold. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { readYaml } from '../../src/config/read-yaml.ts';
import { structureOf } from '../../src/config/schema-structure.ts';
import { webConfigSchema } from '../../src/config/web-config-schema.ts';
import { namesIn, tablesUnder } from './markdown.ts';

const page = 'docs/web-configuration.md';
const schema = webConfigSchema('/');

function keysAt(path: readonly string[]): readonly string[] {
  const found = path.reduce<z.core.$ZodType | undefined>((at, key) => {
    const structure = at === undefined ? undefined : structureOf(at);
    return structure?.kind === 'block' ? structure.shape[key] : undefined;
  }, schema);
  const structure = found === undefined ? undefined : structureOf(found);
  if (structure?.kind !== 'block') throw new Error(`${path.join('.')} is no block`);
  return Object.keys(structure.shape);
}

test.each([
  { heading: 'The web configuration file', table: 0, path: [] },
  { heading: '`tls_server_config`', table: 0, path: ['tls_server_config'] },
  { heading: '`http_server_config`', table: 0, path: ['http_server_config'] },
  { heading: '`http_server_config`', table: 1, path: ['http_server_config', 'headers'] },
  { heading: '`rate_limit`', table: 0, path: ['rate_limit'] },
])('the keys of table $table under $heading are the ones that load', ({ heading, table, path }) => {
  expect([...namesIn(tablesUnder(page, heading)[table])].sort()).toEqual([...keysAt(path)].sort());
});

test('the example loads', () => {
  const [, text = ''] = /^```yaml\n(.*?)^```/msu.exec(readFileSync(page, 'utf8')) ?? [];
  expect(readYaml({ text, fileName: 'web.yml' }, schema)).toMatchObject({ ok: true, warnings: [] });
});
