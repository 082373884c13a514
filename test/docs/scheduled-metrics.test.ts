import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { createScheduledSeries } from '../../src/metrics/scheduled/series.ts';
import { fencedBlocks, pages, tablesUnder } from './markdown.ts';

const page = 'docs/scheduled-metrics.md';

test('the families that are counted are the documented ones, with their types', () => {
  const told = (tablesUnder(page, 'What is counted')[0] ?? []).map(
    ([name = '', type = '']) => `${type} ${name.replaceAll('`', '')}`,
  );
  const real = createScheduledSeries()
    .families()
    .map(({ name, type }) => `${type} ${name}`);
  expect(told.toSorted()).toEqual(real.toSorted());
});

const scrapeConfigs = z.object({
  scrape_configs: z.array(
    z.object({ metrics_path: z.string().optional(), honor_labels: z.boolean().optional() }),
  ),
});

test('whoever scrapes /metrics keeps the label job of schedules, also on the metrics of their health', () => {
  const scrapes = pages
    .flatMap(fencedBlocks)
    .filter(({ language, text }) => language === 'yaml' && text.startsWith('scrape_configs:'))
    .flatMap(({ text }) => scrapeConfigs.parse(parseDocument(text).toJS()).scrape_configs)
    .filter(({ metrics_path: path }) => path === undefined);
  expect(scrapes.length).toBeGreaterThan(2);
  for (const scrape of scrapes) expect(scrape).toMatchObject({ honor_labels: true });
});
