/** docs/alerting.md has the alerts that there are, with their severities, and tells how fast budgets burn. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { burnAlerts } from '../../src/generate/rules/burn-rates.ts';
import { allRules } from '../../src/generate/rules/rules.ts';
import { ruleSettings } from '../generate/rules/rule-settings.ts';
import { hasProgram } from '../helpers/installed-program.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { fencedBlocks, pages, tablesUnder } from './markdown.ts';

const page = 'docs/alerting.md';

test('the alerts are those of the rules', () => {
  const objective = { job: 'vendors', slo: 'availability', ratio: 0.999, intervalMs: 30_000 } as const;
  const rules = allRules({ ...ruleSettings, objectives: [objective] }).flatMap((group) => group.rules);
  const real = rules.flatMap((rule) => ('alert' in rule ? [`${rule.alert} ${rule.labels.severity}`] : []));
  const told = (tablesUnder(page, 'What is told')[0] ?? []).map(([name = '', severity = '']) => {
    const [, alert = ''] = /`(\w+)`/u.exec(name) ?? [];
    return `${alert} ${severity}`;
  });
  expect([...told].sort()).toEqual([...new Set(real)].sort());
});

test('the burn rates are those of an objective that is probed often', () => {
  const minutes = (text: string): number => {
    const [, count = '', unit = ''] = /^(\d+) (min|h|d)$/u.exec(text) ?? [];
    return Number(count) * ({ min: 1, h: 60, d: 1440 }[unit] ?? Number.NaN);
  };
  const told = (tablesUnder(page, 'Objectives')[0] ?? []).map(
    ([rate = '', long = '', short = '', severity]) => ({
      factor: Number.parseFloat(rate),
      longMs: minutes(long) * 60_000,
      shortMs: minutes(short) * 60_000,
      severity,
    }),
  );
  const real = burnAlerts({ ratio: 0.999, intervalMs: 1000 });
  expect(told).toEqual(real.map(({ threshold: _threshold, ...rate }) => rate));
});

const configurations = pages
  .flatMap(fencedBlocks)
  .filter(({ language, text }) => language === 'yaml' && /^route:/mu.test(text));

test.runIf(hasProgram('amtool')).each(configurations)(
  'amtool accepts the configuration at $page:$line',
  ({ text }) => {
    using folder = temporaryDirectory();
    const file = join(folder.path, 'alertmanager.yml');
    writeFileSync(file, text);
    const { status, stdout, stderr } = spawnSync('amtool', ['check-config', file], { encoding: 'utf8' });
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
  },
);
