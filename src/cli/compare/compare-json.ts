import { redactTarget } from '../../config/redact-text.ts';
import { harmlessJson } from '../../harmless-json.ts';
import type { PointAnswer, Question } from './ask-point.ts';
import { shownUrl } from './vantage-point.ts';

/**
 * The answers as one JSON object on one line, ending in a line break. Every key is always there; what is not known is
 * null. The keys of a point are those of `vantage probe --output=json`, as far as `/probe` and the history tell them.
 */
export function compareJson(
  { target, module, hostname }: Pick<Question, 'target' | 'module' | 'hostname'>,
  answers: readonly PointAnswer[],
): string {
  const object = {
    target: redactTarget(target),
    module: module ?? null,
    hostname: hostname ?? null,
    points: answers.map((answer) => ({
      name: answer.point.name,
      url: shownUrl(answer.point),
      problem: answer.asked ? null : answer.problem,
      ...(answer.asked ? runJson(answer.run) : nothing),
    })),
  };
  return `${harmlessJson(object)}\n`;
}

type Run = Extract<PointAnswer, { readonly asked: true }>['run'];

const nothing = {
  success: null,
  failure: null,
  duration_seconds: null,
  phases: null,
  address: null,
  tls: null,
  metrics: null,
};

function runJson({ success, failure, durationMs, phases, samples, details }: Run) {
  return {
    success,
    failure: failure === undefined ? null : { ...failure, detail: failure.detail ?? null },
    duration_seconds: seconds(durationMs),
    phases: Object.fromEntries([...phases].map(([name, ms]) => [name, seconds(ms)])),
    address: details?.address ?? null,
    tls: details?.tls ?? null,
    metrics: samples.map(({ name, labels, value }) => ({ name, labels, value })),
  };
}

/** To the nanosecond, as they came. */
function seconds(ms: number): number {
  return Number((ms / 1000).toFixed(9));
}
