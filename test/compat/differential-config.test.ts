/** Whether a configuration loads, by Vantage and by a blackbox_exporter that is installed here. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startVantage } from '../cli/vantage-process.ts';
import { blockRows, credentialRows, documentRows, scalarRows, yamlRows } from '../config/verdict-table.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { verdictsThatDiffer } from './allowed.ts';
import { unlisted } from './listed.ts';
import { featuresMissingIn, findReference, referenceTakes } from './reference.ts';
import { configRows } from './tables/config.ts';

const reference = findReference();
const verdictRows = [...documentRows, ...yamlRows, ...scalarRows, ...blockRows, ...credentialRows];
const rows: readonly (readonly [name: string, text: string, loads: boolean])[] = [
  ...verdictRows.map(([name, text, verdict]) => [name, text, verdict === 'loads'] as const),
  ...configRows.map(([name, text, says]) => [name, text, /^loads$|^warns: /u.test(says)] as const),
];

describe.skipIf(reference === undefined)('what both say of', () => {
  if (reference === undefined) return;
  const missing = featuresMissingIn(reference);
  const known = rows.filter(([, text]) => missing.every((words) => !text.includes(words)));

  test.each(known)('%s', (name, text, loads) => {
    const found = referenceTakes(reference, text) === loads ? [] : [`${loads ? 'loads' : 'is refused'} here`];
    expect(unlisted(found, { list: verdictsThatDiffer, title: name, reference })).toEqual([]);
  });

  test.concurrent.each(known.filter((_row, index) => index % 16 === 0))(
    '%s, by --config.check',
    async (...row) => {
      const [, text, loads] = row;
      using directory = temporaryDirectory();
      const path = join(directory.path, 'config.yml');
      writeFileSync(path, text);
      await using vantage = startVantage([`--config.file=${path}`, '--config.check']);
      expect(await vantage.ended).toBe(loads ? 0 : 1);
    },
  );
});
