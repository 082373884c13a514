import type { Module } from '../../config/module.ts';
import type { ProbeResult } from '../../engine/run.ts';
import type { CliIo } from '../terminal/io.ts';
import { paintFor } from '../terminal/paint.ts';
import { printableLines } from '../terminal/printable.ts';
import type { ProbeFlags } from './probe-flags.ts';

/** Text is laid out for at least this width; a narrower terminal breaks the lines itself. */
const leastColumns = 60;

/** A finished run and the view that is wanted of it. */
export interface Rendering {
  readonly result: ProbeResult;
  readonly module: Module;
  readonly output: ProbeFlags['output'];
}

const views: Readonly<Record<ProbeFlags['output'], (run: Rendering, io: CliIo) => Promise<string>>> = {
  text: asText,
  json: asJson,
  prometheus: asExposition,
};

/** The text that `vantage probe` prints. Each view is loaded only when it is the one. */
export function renderResult(run: Rendering, io: CliIo): Promise<string> {
  return views[run.output](run, io);
}

async function asText({ result, module }: Rendering, io: CliIo): Promise<string> {
  const { textView } = await import('../view/text-view.ts');
  const { outcome } = result;
  // A prober that threw left no observations to word.
  const isBug = outcome.observations === undefined;
  const { columns } = io.stdout;
  return textView(result, isBug ? [] : module.prober.facts(outcome), {
    paint: paintFor(io),
    ...(columns !== undefined && { columns: Math.max(leastColumns, columns) }),
  });
}

async function asJson({ result, module }: Rendering): Promise<string> {
  const [{ jsonView }, { probeFamilies }] = await Promise.all([
    import('../view/json-view.ts'),
    import('../../metrics/probe-families.ts'),
  ]);
  return jsonView(result, probeFamilies(result, module));
}

async function asExposition({ result, module }: Rendering, { stdout }: CliIo): Promise<string> {
  const [{ exposition }, { probeFamilies }] = await Promise.all([
    import('../../metrics/exposition.ts'),
    import('../../metrics/probe-families.ts'),
  ]);
  const text = exposition(probeFamilies(result, module), 'underscores');
  // Label values may come from the target; a file gets them as they are, a terminal must not obey them.
  return stdout.columns === undefined ? text : printableLines(text);
}
