import type { RuleSettings } from '../../../src/generate/rules/settings.ts';

/** Rules for one job, whose vantage points have a name and a region. */
export const ruleSettings: RuleSettings = {
  jobs: ['vendors'],
  objectives: [],
  pointLabels: ['vantage', 'region'],
  scrapeJob: 'vantage',
  runbooks: 'https://runbooks.test',
};
