import { probeFamilies } from '../../metrics/probe-families.ts';
import type { CheckedRun } from '../report/checked-run.ts';
import { jsonView } from '../view/json-view.ts';
import type { Report } from './formats.ts';

/** One object for one run; for several a list of them, each on a line of its own. */
export function jsonReport({ runs, isSeveral }: Report): string {
  const [only] = runs;
  if (!isSeveral && only !== undefined) return objectOf(only);
  const objects = runs.map((run) => objectOf(run).trimEnd());
  return objects.length === 0 ? '[]\n' : `[\n${objects.join(',\n')}\n]\n`;
}

/** An object on each line (ndjson.org, and RFC 8259 for each). */
export function ndjsonReport({ runs }: Report): string {
  return runs.map(objectOf).join('');
}

function objectOf(run: CheckedRun): string {
  return jsonView(run, probeFamilies(run.result, run.module));
}
