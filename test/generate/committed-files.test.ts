/**
 * The rules and dashboards in `deploy/` are what the generator makes for those who only use `/probe`. After a change of
 * the generator, `npx vitest run test/generate/committed-files.test.ts -u` writes them anew.
 */
import { expect, test } from 'vitest';
import { dashboardNames, dashboards } from '../../src/generate/dashboards/dashboards.ts';
import { grafanaJson } from '../../src/generate/dashboards/grafana-json.ts';
import { ruleFile } from '../../src/generate/rules/rule-file.ts';

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

test.each(dashboardNames)('the dashboard %s', async (name) => {
  const dashboard = dashboards[name]({
    groupLabels: ['vendor', 'job', 'module', 'team', 'tier'],
    pointLabels: ['vantage', 'region'],
    scrapeJob: 'vantage',
  });
  const text = `${JSON.stringify(grafanaJson(dashboard), undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot(`../../deploy/grafana/dashboards/vantage-${name}.json`);
});
