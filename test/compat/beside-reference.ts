import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { rowsNotToTry, rowsThatDiffer } from './allowed.ts';
import { differences } from './differences.ts';
import { writeFiles } from './golden.ts';
import { unlisted } from './listed.ts';
import { type Pair, startPair, writeModules } from './pair.ts';
import { featuresMissingIn, type Reference } from './reference.ts';
import { headersOf, moduleOf, type Peer, pathOf, type Row, type Table, titleOf } from './row.ts';

/** A row that both programs can be asked about. */
interface Trial {
  readonly title: string;
  readonly module: string;
  readonly table: Table;
  readonly row: Row;
}

/**
 * Tries every row of the tables in both programs, which probe the same peers with the same modules, and compares
 * their pages. What a row expects is not looked at: that is for `testGolden`.
 *
 * Left out are names that only an app under test knows, and what this release of the reference does not have.
 */
export function testBesideReference(reference: Reference, tables: readonly Table[]): void {
  const trials = trialsOf(reference, tables);
  const peers = new Map<string, Peer>();
  let directory: ReturnType<typeof temporaryDirectory> | undefined;
  let pair: Pair | undefined;

  beforeAll(async () => {
    directory = temporaryDirectory();
    const modules = new Map<string, string>();
    for (const { module, table, row } of trials) {
      const peer = await row[2]();
      peers.set(module, peer);
      modules.set(module, moduleOf(table, row, peer, writeFiles(table, directory.path)));
    }
    pair = await startPair(reference, writeModules(directory.path, modules));
  });

  afterAll(async () => {
    await pair?.[Symbol.asyncDispose]();
    for (const peer of peers.values()) await peer[Symbol.asyncDispose]();
    directory?.[Symbol.dispose]();
  });

  describe.each([reference.version])('beside blackbox_exporter %s', () => {
    test.concurrent.each(trials.map((trial) => [trial.title, trial] as const))('%s', async (title, trial) => {
      const { module, row } = trial;
      const peer = peers.get(module);
      if (peer === undefined || pair === undefined) throw new Error('nothing was started');
      const [ours, theirs] = await pair.ask(pathOf(module, row, peer), { headers: headersOf(row) });
      const found = differences(ours, theirs);
      expect(unlisted(found, { list: rowsThatDiffer, title, reference })).toEqual([]);
    });
  });
}

function trialsOf(reference: Reference, tables: readonly Table[]): readonly Trial[] {
  const missing = featuresMissingIn(reference);
  return tables
    .filter(({ names }) => names === undefined)
    .flatMap((table) => table.rows.map((row) => ({ title: titleOf(table, row), table, row })))
    .filter(({ title }) => !Object.hasOwn(rowsNotToTry, title))
    .filter(({ table, row }) => {
      const module = `prober: ${table.prober}, ${row[1]}`;
      return missing.every((words) => !module.includes(words));
    })
    .map((trial, index) => ({ ...trial, module: `m${index}` }));
}
