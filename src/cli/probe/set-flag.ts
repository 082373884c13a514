import { isMap, isScalar, isSeq, type Node, parseDocument, type Scalar as YamlScalar } from 'yaml';
import { Mapping } from '../../../probes/shared/schema/mapping.ts';
import { Scalar } from '../../../probes/shared/schema/scalar.ts';
import type { YamlValue } from '../../config/yaml-tree.ts';
import type { ModuleChange } from './module-changes.ts';
import type { Setting } from './settings.ts';

/**
 * The change that `--set http.method=HEAD` asks for. A value in brackets or braces is a list or mapping of YAML,
 * anything else a text as it stands, which may be read as a number or a boolean. A sentence when it is no YAML.
 */
export function changeOf({ path, value, flag }: Setting): ModuleChange | string {
  const isCollection = /^(?:\[.*\]|\{(?!\{).*\})$/su.test(value.trim());
  if (!isCollection) return { path, value: new Scalar(value, true), flag };
  const { contents, errors } = parseDocument(value, { schema: 'failsafe', resolveKnownTags: false });
  const [error] = errors;
  if (error === undefined) return { path, value: fromNode(contents), flag };
  const why = error.message.split('\n')[0]?.replace(/ at line .*$/u, '') ?? '';
  return `${flag}: the value is neither a list nor a mapping in YAML: ${why}`;
}

function fromNode(node: Node | null): YamlValue {
  if (isSeq<Node>(node)) return node.items.map(fromNode);
  if (isMap<Node, Node | null>(node)) {
    const entries = node.items.map(({ key, value }) => [nameOf(key), fromNode(value)] as const);
    return new Mapping(new Map(entries), () => {});
  }
  if (!isScalar(node)) return null;
  const isPlain = node.type === undefined || node.type === 'PLAIN';
  const text = textOf(node);
  return isPlain && text === '' ? null : new Scalar(text, isPlain);
}

function nameOf(key: Node): string {
  return isScalar(key) ? textOf(key) : key.toString();
}

/** The text of a scalar: by the failsafe schema there is nothing else. */
function textOf({ value }: YamlScalar): string {
  return typeof value === 'string' ? value : '';
}
