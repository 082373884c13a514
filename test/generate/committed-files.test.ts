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

test('the rules for the Prometheus Operator, with the objectives of the example', async () => {
  const loaded = await loadConfig(['deploy/kubernetes/base/config'], probers);
  if (!loaded.ok) throw new Error(loaded.issues.map(formatIssue).join('\n'));
  const settings = { ...settingsOfConfig(loaded.config), scrapeJob: 'vantage', runbooks: 'docs/runbooks' };
  const made = `Made by vantage generate rules --config.file=deploy/kubernetes/base/config --prometheus-rule=vantage. Do not edit.`;
  await expect(prometheusRule(made, 'vantage', settings)).toMatchFileSnapshot(
    '../../deploy/kubernetes/prometheus-operator/rules.yaml',
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
