import type { HttpAnswer } from './http-answer.ts';
import type { ProbeAnswer } from './probe-once.ts';

/** What a page of `/probe` says: whether the probe succeeded, and its duration. Nothing else of it is read. */
export function readProbePage({ status, body }: HttpAnswer): ProbeAnswer {
  return {
    ok: status === 200 && sample(body, 'probe_success') === 1,
    seconds: sample(body, 'probe_duration_seconds'),
  };
}

/** The value of a metric without labels, in Prometheus' text format. */
function sample(page: string, name: string): number | undefined {
  const at = page.indexOf(`\n${name} `);
  return at < 0 ? undefined : Number.parseFloat(page.slice(at + name.length + 2));
}
