/**
 * The rules and dashboards in `deploy/` are what the generator makes for those who only use `/probe`. After a change of
 * the generator, `npx vitest run test/generate/committed-files.test.ts -u` writes them anew.
 */
import { expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { loadConfig } from '../../src/config/load.ts';
import { dashboardNames, dashboards } from '../../src/generate/dashboards/dashboards.ts';
import { grafanaJson } from '../../src/generate/dashboards/grafana-json.ts';
import { settingsOfConfig } from '../../src/generate/rules/config-settings.ts';
import { prometheusRule, ruleFile } from '../../src/generate/rules/rule-file.ts';
import type { RuleSettings } from '../../src/generate/rules/settings.ts';

const comment = `Rules for all targets that are probed, whatever the jobs are called; those of objectives are made by
\`vantage generate rules\` from a configuration. Made by the same generator: do not edit.`;

test('the rules', async () => {
  const text = ruleFile(comment, {
    jobs: [],
    objectives: [],
    pointLabels: ['vantage', 'region'],
    scrapeJob: 'vantage',
    runbooks: 'docs/runbooks',
  });
  await expect(text).toMatchFileSnapshot('../../deploy/prometheus/vantage.rules.yml');
});

/** What the rules of a configuration depend on. */
async function settingsOf(path: string): Promise<RuleSettings> {
  const loaded = await loadConfig([path], probers);
  if (!loaded.ok) throw new Error(loaded.issues.map(formatIssue).join('\n'));
  return { ...settingsOfConfig(loaded.config), scrapeJob: 'vantage', runbooks: 'docs/runbooks' };
}

test('the rules for the Prometheus Operator, with the objectives of the example', async () => {
  const folder = 'deploy/kubernetes/base/config';
  const made = `Made by vantage generate rules --config.file=${folder} --prometheus-rule=vantage. Do not edit.`;
  await expect(prometheusRule(made, 'vantage', await settingsOf(folder))).toMatchFileSnapshot(
    '../../deploy/kubernetes/prometheus-operator/rules.yaml',
  );
});

test('the rules of the compose file', async () => {
  const folder = 'deploy/compose/vantage';
  const made = `Made by vantage generate rules --config.file=${folder}. Do not edit.`;
  await expect(ruleFile(made, await settingsOf(folder))).toMatchFileSnapshot(
    '../../deploy/compose/prometheus/vantage.rules.yml',
  );
});

test.each(dashboardNames)('the dashboard %s', async (name) => {
  const dashboard = dashboards[name]({
    groupLabels: ['vendor', 'job', 'module', 'team', 'tier'],
    pointLabels: ['vantage', 'region'],
    scrapeJob: 'vantage',
  });
  const text = `${JSON.stringify(grafanaJson(dashboard), undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot(`../../deploy/grafana/dashboards/vantage-${name}.json`);
});
