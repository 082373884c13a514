import { LineCounter } from 'yaml';
import { parseYaml } from '../../src/config/yaml-document.ts';
import { readTree, type YamlValue } from '../../src/config/yaml-tree.ts';

/** What a schema reads of a text in YAML. */
export function yamlValue(text: string): YamlValue {
  const parsed = parseYaml(text, new LineCounter());
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return readTree(parsed.document, () => 0).root.value;
}
