import { type HttpOptions, httpOptions } from '../../probes/http/options.ts';
import { yamlValue } from './yaml-value.ts';

/** The options of an HTTP module, from the text of its `http:` block in YAML's flow style. */
export function httpOptionsOf(block: string): HttpOptions {
  return httpOptions.parse(yamlValue(block));
}
