/** docs/history.md and docs/logging.md say what the code does. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { words } from '../../src/engine/transcript-words.ts';
import { ask, startTestApp } from '../helpers/app.ts';
import { fakeFailure, fakeSuccess, finishedRun } from '../helpers/fake-prober.ts';
import { namesIn, tablesUnder } from './markdown.ts';

const page = 'docs/history.md';
const documented = (heading: string, table = 0) => namesIn(tablesUnder(page, heading)[table]);

const list = z.object({ results: z.array(z.record(z.string(), z.unknown())) });

test('the keys of runs are the documented ones, in the list and alone', async () => {
  await using app = await startTestApp();
  app.parts.history.add(finishedRun({ outcome: fakeSuccess }));
  app.parts.history.add(finishedRun({ outcome: fakeFailure }));
  const listed = list.parse(JSON.parse((await ask(app.port, '/api/v1/results')).text));
  expect(Object.keys(listed.results[0] ?? {})).toEqual(documented('A run as JSON'));
  const alone = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse((await ask(app.port, '/api/v1/results/1')).text));
  expect(Object.keys(alone)).toEqual([...documented('A run as JSON'), ...documented('A run as JSON', 1)]);
});

test('the kinds of events are the documented ones', () => {
  expect(documented('The transcript').toSorted()).toEqual(Object.keys(words).toSorted());
});

test('the parameters of the API are the documented ones', async () => {
  await using app = await startTestApp();
  const refused = await ask(app.port, '/api/v1/results?limt=1');
  expect(refused.status).toBe(400);
  expect(JSON.parse(refused.text)).toEqual({
    error: `There is no parameter "limt": use ${documented('The API').join(', ')}.`,
  });
});
