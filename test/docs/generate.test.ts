/** docs/generate.md has the flags that there are. */
import { expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { dashboardNames } from '../../src/generate/dashboards/dashboards.ts';
import { scrapeForms } from '../../src/generate/scrape/scrape-job.ts';
import { recordingIo } from '../cli/recording-io.ts';
import { namesIn, tablesUnder } from './markdown.ts';

const page = 'docs/generate.md';
const [, common] = tablesUnder(page, '`vantage generate`: what Prometheus and Grafana need');
const sorted = (names: Iterable<string>) => [...names].sort();

test.each([
  { what: 'scrape-config', told: tablesUnder(page, 'Scrape configurations')[0] },
  { what: 'rules', told: tablesUnder(page, 'Rules')[0] },
  { what: 'dashboard', told: tablesUnder(page, 'Dashboards')[1] },
])('the flags of $what are those of its --help', async ({ what, told }) => {
  const io = recordingIo();
  await run(['generate', what, '--help'], io);
  const flags = [...io.printed().matchAll(/^ +(?:-h, )?(--[\w.-]+)/gmu)].map(([, flag = '']) => flag);
  expect(sorted(namesIn(told, common))).toEqual(sorted(flags));
});

test('the forms and the dashboards are those that there are', () => {
  expect(namesIn(tablesUnder(page, 'Scrape configurations')[1])).toEqual(scrapeForms);
  expect(namesIn(tablesUnder(page, 'Dashboards')[0])).toEqual(dashboardNames);
});
