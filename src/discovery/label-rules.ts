import { hasRawBytes } from '../../probes/shared/schema/byte-string.ts';
import { shortened } from '../../probes/shared/shortened.ts';
import { targetParameterLabels } from '../config/schedule.ts';

/** The labels that the series of schedules have already: of every series, of histograms, of single families. */
const ownLabels: ReadonlySet<string> = new Set([
  'job',
  'instance',
  'module',
  'vantage',
  'le',
  'result',
  'phase',
  'reason',
  'blame',
  'slo',
]);

const parameters: ReadonlySet<string> = new Set(targetParameterLabels);

const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Why a label cannot be on a series of a schedule; undefined when it can, or begins with `__` and never will be. */
export function labelProblem(name: string, value: string): string | undefined {
  if (!labelName.test(name)) {
    const shown = JSON.stringify(shortened(name));
    return `${shown} is no label name: use letters, digits and _, and no digit at the start`;
  }
  if (ownLabels.has(name)) return `the label ${name} is one that Vantage sets itself; choose another name`;
  if (hasRawBytes(value)) return `the value of the label ${name} is not UTF-8`;
  return undefined;
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
