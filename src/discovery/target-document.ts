/** Documents of target groups in Prometheus' format: a list of `{targets: [...], labels: {...}}`. */
import { z } from 'zod';
import { atKey, block } from '../../probes/shared/schema/block.ts';
import { goString, list, mapOf, orDefault } from '../../probes/shared/schema/values.ts';
import { shortened } from '../../probes/shared/shortened.ts';
import { formatIssue, formatPath } from '../config/issue.ts';
import { type ConfigSource, readYaml } from '../config/read-yaml.ts';
import { redactUrls } from '../config/redact-text.ts';
import type { TargetGroup } from '../config/schedule.ts';
import { decodeSource } from '../config/source-text.ts';
import { isKeptLabel, labelProblem, targetProblem } from './label-rules.ts';

/** What a document says, or what is wrong with it: one wrong entry refuses the whole document. */
export type DocumentReading =
  | { readonly ok: true; readonly groups: readonly TargetGroup[] }
  /** `detail` is one sentence with the place of the first mistakes. */
  | { readonly ok: false; readonly detail: string };

/** Reads a document in JSON; never throws. Labels are texts, as in Prometheus, and unknown keys are refused. */
export function readJsonGroups(text: string): DocumentReading {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, detail: `it is not JSON: ${shortened(error.message.replace(context, ''))}` };
  }
  const read = jsonGroups.safeParse(document);
  if (read.success) return { ok: true, groups: read.data };
  const problems = read.error.issues.map(({ path, message }) =>
    [formatPath(path), message].filter((part) => part !== '').join(': '),
  );
  return { ok: false, detail: firstOf(problems) };
}

/** Reads a document in YAML; never throws. An empty one is refused: it may be one that is being written. */
export function readYamlGroups(source: ConfigSource): DocumentReading {
  const { text } = decodeSource(source.text);
  if (text.split('\n').every((line) => /^\s*(?:#|$)/.test(line))) {
    return { ok: false, detail: `${source.fileName} is empty: write [] if there are no targets` };
  }
  const read = readYaml(source, yamlGroups);
  return read.ok
    ? { ok: true, groups: read.value }
    : { ok: false, detail: firstOf(read.issues.map(formatIssue)) };
}

/** What V8 quotes around an unexpected token: it may be a part of a password. */
const context = /, (?:\.\.\.)?"[\s\S]*/;

const labelRule = z.superRefine<ReadonlyMap<string, string>>((labels, context) => {
  for (const [name, value] of labels) {
    if (!isKeptLabel(name)) continue;
    const message = labelProblem(name, value);
    if (message !== undefined) context.addIssue({ code: 'custom', message, path: [name], params: atKey });
  }
});

const targetRule = z.superRefine<string>((text, context) => {
  const message = targetProblem(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

interface WrittenGroup {
  readonly targets: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
}

function groupOf({ targets, labels }: WrittenGroup): TargetGroup {
  return { targets, labels: Object.fromEntries([...labels].filter(([name]) => isKeptLabel(name))) };
}

const yamlGroups: z.ZodType<readonly TargetGroup[]> = list(
  block({
    targets: orDefault(list(goString.check(targetRule)), []),
    labels: orDefault(mapOf(orDefault(goString, '')).check(labelRule), new Map<string, string>()),
  }).transform(groupOf),
);

const jsonText = z.string({ error: 'must be a text in quotes' });

const jsonGroups: z.ZodType<readonly TargetGroup[]> = z.array(
  z
    .strictObject(
      {
        targets: z.array(jsonText.check(targetRule), { error: 'must be a list of texts' }).nullish(),
        labels: z
          .record(z.string(), jsonText, { error: 'must be an object of texts' })
          .transform((labels) => new Map(Object.entries(labels)))
          .check(labelRule)
          .nullish(),
      },
      {
        error: ({ code }) =>
          code === 'unrecognized_keys' ? undefined : 'must be an object with targets and labels',
      },
    )
    .transform(({ targets, labels }) => groupOf({ targets: targets ?? [], labels: labels ?? new Map() })),
  { error: 'must be a list of target groups' },
);

const shownProblems = 3;

function firstOf(problems: readonly string[]): string {
  const more = problems.length - shownProblems;
  const told = [...problems.slice(0, shownProblems), ...(more > 0 ? [`and ${more} more`] : [])];
  return redactUrls(told.join('; '));
}
