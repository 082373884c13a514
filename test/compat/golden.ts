import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';
import { type Answer, ask, startTestApp } from '../helpers/app.ts';
import { fixedResolver } from '../helpers/context.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { pageInTerms } from './page.ts';
import { headersOf, moduleOf, pathOf, type Row, type Table } from './row.ts';

/** Tries every row of the tables: a module of the file's text, behind the real `/probe` of an app on loopback. */
export function testGolden(tables: readonly Table[]): void {
  describe.each(tables.map((table) => [table.about, table] as const))('%s', (_about, table) => {
    test.concurrent.each(table.rows.map((row) => [row[0], row] as const))('%s', async (_name, row) => {
      const says = row[3];
      expect(pageInTerms(await answerTo(table, row), says)).toBe(says);
    });
  });
}

async function answerTo(table: Table, row: Row): Promise<Answer> {
  using directory = temporaryDirectory();
  await using peer = await row[2]();
  const paths = writeFiles(table, directory.path);
  const text = `modules: {m: ${moduleOf(table, row, peer, paths)}}`;
  const loaded = parseConfig({ text, fileName: 'config.yml' }, probers);
  if (!loaded.ok) throw new Error(loaded.issues.map(formatIssue).join('\n'));
  const resolver = fixedResolver({ localhost: ['127.0.0.1', '::1'], ...table.names });
  await using app = await startTestApp({ modules: [...loaded.config.modules.values()], resolver });
  return await ask(app.port, pathOf('m', row, peer), { headers: headersOf(row) });
}

/** Writes the files of a table into a directory; their paths by name. */
export function writeFiles({ files = {} }: Table, directory: string): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(files).map(([name, text]) => {
      const path = join(directory, name);
      writeFileSync(path, text);
      return [name, path];
    }),
  );
}
