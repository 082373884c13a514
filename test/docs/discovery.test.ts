/** docs/discovery.md says what is read and which labels there may be. */
import { describe, expect, test } from 'vitest';
import { targetParameterLabels } from '../../src/config/schedule.ts';
import { labelProblem } from '../../src/discovery/label-rules.ts';
import { readJsonGroups, readYamlGroups } from '../../src/discovery/target-document.ts';
import { fencedBlocks, namesIn, tablesUnder } from './markdown.ts';

const page = 'docs/discovery.md';
const blocks = fencedBlocks(page);
const yaml = blocks.filter(({ language, text }) => language === 'yaml' && text.startsWith('- targets'));
const json = blocks.filter(({ language }) => language === 'json');

describe('the examples of target groups', () => {
  test('are read in YAML', () => {
    expect(yaml.map(({ text }) => readYamlGroups({ text, fileName: page }).ok)).toEqual([true]);
  });

  test('are read in JSON', () => {
    expect(json.map(({ text }) => readJsonGroups(text).ok)).toEqual([true]);
  });
});

describe('the labels', () => {
  const [own, parameters] = tablesUnder(page, 'Labels');

  test.each(namesIn(own).map((name) => ({ name })))('that are refused are refused: $name', ({ name }) => {
    expect(labelProblem(name, 'a')).toContain('is set by Vantage itself');
  });

  test('that are parameters are the ones that are known', () => {
    expect(namesIn(parameters)).toEqual(targetParameterLabels);
  });
});
