import { type StatuspageOptions, statuspageOptions } from '../../probes/statuspage/options.ts';
import { yamlValue } from './yaml-value.ts';

/** The options of a module, from the text of its `statuspage:` block in YAML's flow style. */
export function statuspageOptionsOf(block: string): StatuspageOptions {
  return statuspageOptions.parse(yamlValue(block));
}
