/** What holds for all rules: Prometheus takes them, each alert is tested and has its page. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AlertingRule } from '../../../src/generate/rules/rule.ts';
import { ruleFile } from '../../../src/generate/rules/rule-file.ts';
import { allRules } from '../../../src/generate/rules/rules.ts';
import { hasPromtool } from '../../helpers/promtool.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { ruleSettings } from './rule-settings.ts';

const settings = {
  ...ruleSettings,
  jobs: ['vendors', 'part.ners', 'say "hello"\\'],
  objectives: [
    { job: 'vendors', slo: 'availability', ratio: 0.999, intervalMs: 60_000 },
    { job: 'vendors', slo: 'latency', ratio: 0.99, intervalMs: 60_000 },
    { job: 'say "hello"\\', slo: 'availability', ratio: 0.99, intervalMs: 60_000 },
  ],
} as const;
const rules = allRules(settings).flatMap((group) => group.rules);
const alerts = rules.filter((rule): rule is AlertingRule => 'alert' in rule);
const names = [...new Set(alerts.map(({ alert }) => alert))];

test.runIf(hasPromtool())('Prometheus accepts them, whatever jobs are called', () => {
  using folder = temporaryDirectory();
  const file = join(folder.path, 'rules.yml');
  writeFileSync(file, ruleFile('test', settings));
  const { status, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('promtool’s linter has no duplicates to complain of', () => {
  const identities = alerts.map(({ alert, labels }) => JSON.stringify([alert, labels]));
  expect(new Set(identities).size).toBe(identities.length);
});

describe('the alert', () => {
  const tests = readdirSync('test/generate/rules')
    .filter((file) => file.endsWith('-rules.test.ts'))
    .map((file) => readFileSync(`test/generate/rules/${file}`, 'utf8'))
    .join('\n');

  test.each(names)('%s has its runbook and its tests', (name) => {
    expect(existsSync(`docs/runbooks/${name}.md`)).toBe(true);
    expect(readFileSync(`docs/runbooks/${name}.md`, 'utf8').split('\n')[0]).toBe(`# ${name}`);
    // Those of objectives and certificates are made from parts of their names.
    expect(tests).toContain(name);
  });

  test.each(names)('%s wakes somebody exactly when its runbook says so', (name) => {
    const severities = alerts.filter(({ alert }) => alert === name).map(({ labels }) => labels.severity);
    const page = readFileSync(`docs/runbooks/${name}.md`, 'utf8');
    expect(new Set(severities)).toEqual(
      new Set([page.includes('**Wakes somebody.**') ? 'critical' : 'warning']),
    );
  });
});

test('no runbook is left over', () => {
  const pages = readdirSync('docs/runbooks').map((file) => file.replace(/\.md$/u, ''));
  expect(pages.filter((page) => page !== 'README').sort()).toEqual([...names].sort());
});
