import type { DialogueRunOptions } from '../../probes/shared/dialogue-run.ts';
import { unixOptions } from '../../probes/unix/options.ts';
import { yamlValue } from './yaml-value.ts';

/** The options of a Unix module, from the text of its `unix:` block in YAML's flow style. */
export function unixOptionsOf(block: string): DialogueRunOptions {
  return unixOptions.parse(yamlValue(block));
}
