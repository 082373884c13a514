import { z } from 'zod';
import { atKey } from '../../probes/shared/schema/block.ts';
import { hasRawBytes } from '../../probes/shared/schema/byte-string.ts';
import { Mapping } from '../../probes/shared/schema/mapping.ts';
import { nearestName } from '../../probes/shared/schema/nearest-name.ts';
import { mapOf, orDefault, scalar } from '../../probes/shared/schema/values.ts';
import { type Labels, targetParameterLabels } from './schedule.ts';

/** Labels that Vantage sets itself, on all or on some of the scheduled series. */
export const reservedLabels = [
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
] as const;

const reserved = new Set<string>(reservedLabels);
const parameters = new Set<string>(targetParameterLabels);
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const secretLabel =
  'is shown to everybody, and what stands here is a secret; write $' +
  '{public:NAME} for a variable that is none';

/** A text that may be the value of a label once its secrets are hidden, as the target is. */
export const targetText = scalar('a text', ({ text }, refuse) =>
  hasRawBytes(text) ? refuse('must be UTF-8') : text,
);

/** A text that may be the value of a label. */
export const labelText = scalar('a text', ({ text, shown }, refuse) => {
  if (shown !== text) return refuse(secretLabel);
  return hasRawBytes(text) ? refuse('must be UTF-8') : text;
});

/** Labels for series: names that Prometheus takes and Vantage leaves free. */
export const seriesLabels = labelsWith(labelNameProblem);

/**
 * The labels of a target: those for its series, and {@link targetParameterLabels}, whose values `judgeParameter`
 * judges. Others that begin with `__` are dropped with a warning.
 */
export function targetLabels(
  judgeParameter: (name: string, value: string) => string | undefined,
): z.ZodType<Labels> {
  const labels = labelsWith(
    (name) => (parameters.has(name) ? undefined : labelNameProblem(name)),
    (name, value) => (parameters.has(name) ? judgeParameter(name, value) : undefined),
  );
  return z.preprocess((input) => (input instanceof Mapping ? withoutForeign(input) : input), labels);
}

function labelsWith(
  judgeKey: (name: string) => string | undefined,
  judgeValue: (name: string, value: string) => string | undefined = () => undefined,
): z.ZodType<Labels> {
  return mapOf(orDefault(labelText, ''))
    .check(
      z.superRefine(
        (labels, context) => {
          for (const [name, value] of labels) {
            const aboutKey = judgeKey(name);
            const message = aboutKey ?? (typeof value === 'string' ? judgeValue(name, value) : undefined);
            if (message === undefined) continue;
            const params = aboutKey === undefined ? {} : { params: atKey };
            context.addIssue({ code: 'custom', message, path: [name], ...params });
          }
        },
        // Also when the value of one of them did not parse.
        { when: ({ value }) => value instanceof Map },
      ),
    )
    .transform((labels) => Object.fromEntries(labels));
}

/** Why a name cannot be that of a label for series; undefined when it can. */
export function labelNameProblem(name: string): string | undefined {
  if (reserved.has(name)) return 'this label is set by Vantage itself; choose another name';
  if (name.startsWith('__')) {
    return 'labels that begin with __ are for the targets; set them under the labels of static_configs';
  }
  return labelName.test(name)
    ? undefined
    : 'is no label name: use letters, digits and _, and no digit at the start';
}

function withoutForeign(labels: Mapping): Mapping {
  const kept = [...labels.entries].filter(([name]) => {
    if (!name.startsWith('__') || parameters.has(name)) return true;
    const near = nearestName(name, targetParameterLabels);
    const hint = near === undefined ? '' : `; did you mean "${near}"?`;
    labels.warn(name, `is dropped: it is none of ${targetParameterLabels.join(', ')}${hint}`);
    return false;
  });
  return new Mapping(new Map(kept), (name, message) => labels.warn(name, message));
}
