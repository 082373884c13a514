import { hasRawBytes } from '../../probes/shared/schema/byte-string.ts';
import { labelNameProblem } from '../config/label-schema.ts';
import { targetParameterLabels } from '../config/schedule.ts';

const parameters: ReadonlySet<string> = new Set(targetParameterLabels);

/** Why a target cannot have a label, by the rules for `static_configs`; undefined when it can. */
export function labelProblem(name: string, value: string): string | undefined {
  const problem = name.startsWith('__') ? undefined : labelNameProblem(name);
  return problem ?? (hasRawBytes(value) ? 'must be UTF-8' : undefined);
}

/** Why a text cannot be a target, which becomes the label `instance`; undefined when it can. */
export function targetProblem(text: string): string | undefined {
  if (text.trim() === '') return 'the target is empty; remove it';
  return hasRawBytes(text) ? 'the target is not UTF-8' : undefined;
}

/** Whether a label is kept from discovery: one for series, or a parameter of the target. */
export function isKeptLabel(name: string): boolean {
  return !name.startsWith('__') || parameters.has(name);
}
