/** docs/slos.md counts right, and asks for series that there are. */
import { expect, test } from 'vitest';
import { budgetWindowMs } from '../../src/generate/rules/burn-rates.ts';
import { allRules } from '../../src/generate/rules/rules.ts';
import { ruleSettings } from '../generate/rules/rule-settings.ts';
import { readPage, tablesUnder } from './markdown.ts';

const page = 'docs/slos.md';
const unitMs = { h: 3_600_000, min: 60_000, s: 1000 } as const;

test('the budgets are those of the objectives', () => {
  const rows = tablesUnder(page, 'Which number')[0] ?? [];
  expect(rows.length).toBeGreaterThan(3);
  const told = rows.map(([, budget = '']) =>
    [...budget.matchAll(/(\d+) (h|min|s)/gu)]
      .map(
        ([, count, unit]) =>
          Number(count) * (unit === 'h' ? unitMs.h : unit === 'min' ? unitMs.min : unitMs.s),
      )
      .reduce((sum, each) => sum + each, 0),
  );
  const real = rows.map(
    ([objective = '']) =>
      Math.round((budgetWindowMs * (100 - Number.parseFloat(objective))) / 100_000) * 1000,
  );
  expect(told).toEqual(real);
});

test('the series of rules that it names are recorded', () => {
  const objective = { job: 'payments', slo: 'availability', ratio: 0.999, intervalMs: 30_000 } as const;
  const recorded = allRules({ ...ruleSettings, objectives: [objective] })
    .flatMap(({ rules }) => rules)
    .flatMap((rule) => ('record' in rule ? [rule.record] : []));
  const named = [...readPage(page).matchAll(/\btarget:\w+:\w+/gu)].map(([name]) => name);
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((name) => !recorded.includes(name))).toEqual([]);
});
