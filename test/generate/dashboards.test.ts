/** What holds for every dashboard as Grafana reads it. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dashboardNames, dashboards } from '../../src/generate/dashboards/dashboards.ts';
import { grafanaJson } from '../../src/generate/dashboards/grafana-json.ts';

const panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string().min(1),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  datasource: z.object({ uid: z.string() }).optional(),
  targets: z.array(z.object({ expr: z.string(), datasource: z.object({ uid: z.string() }) })).optional(),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string().min(1) }) }).optional(),
});
const dashboard = z.object({
  uid: z.string(),
  templating: z.object({ list: z.array(z.object({ name: z.string() })) }),
  panels: z.array(panel),
});

const all = dashboardNames.map((name) => {
  const settings = {
    groupLabels: ['vendor'],
    pointLabels: ['vantage', 'region'],
    scrapeJob: 'vantage',
  } as const;
  return { name, ...dashboard.parse(structuredClone(grafanaJson(dashboards[name](settings)))) };
});

test('each has a place of its own to link to', () => {
  expect(all.map(({ uid }) => uid)).toEqual(dashboardNames.map((name) => `vantage-${name}`));
});

describe.each(all)('$name', ({ panels, templating }) => {
  const shown = panels.filter(({ type }) => type !== 'row');

  test('has panels with numbers of their own, a unit and a description', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(shown.filter(({ fieldConfig, description }) => !fieldConfig || !description)).toEqual([]);
  });

  test('has no panel on another, and none beyond the edge', () => {
    const taken = new Set<string>();
    for (const { gridPos } of panels) {
      const { x, y, w, h } = gridPos;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column += 1) {
        for (let row = y; row < y + h; row += 1) {
          expect(taken.has(`${column} ${row}`)).toBe(false);
          taken.add(`${column} ${row}`);
        }
      }
    }
  });

  test('asks only the data source that the reader chose', () => {
    const sources = shown.flatMap(({ datasource, targets = [] }) => [
      datasource?.uid,
      ...targets.map((target) => target.datasource.uid),
    ]);
    expect(new Set(sources)).toEqual(new Set(['${datasource}']));
  });

  test('uses the variables that it has, and no others', () => {
    const text = JSON.stringify(shown);
    const used = [...text.matchAll(/\$\{?([a-z]\w*)/gu)].map(([, name = '']) => name);
    expect(new Set(used)).toEqual(new Set(templating.list.map(({ name }) => name)));
  });
});
