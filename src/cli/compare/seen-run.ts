import { z } from 'zod';
import type { ReadSample } from '../../metrics/read-text.ts';

/** Why a run failed, as a vantage point words it: one of another version may know other words. */
const failureSchema = z.object({
  phase: z.string(),
  reason: z.string(),
  blame: z.string(),
  detail: z.string().optional(),
});
export type SeenFailure = z.infer<typeof failureSchema>;

/** As much of `/api/v1/results/{id}` as is compared; see docs/history.md. */
const detailsSchema = z.object({
  failure: failureSchema.nullable(),
  phases: z.record(z.string(), z.number()),
  address: z.object({ ip: z.string().nullable(), family: z.number().nullable() }).nullable(),
  tls: z
    .object({
      version: z.string().nullable(),
      cipher: z.string().nullable(),
      alpn: z.string().nullable(),
      chain: z.array(z.object({ subject: z.string(), sha256: z.string(), not_after: z.string().nullable() })),
    })
    .nullable(),
  transcript: z.array(z.object({ kind: z.string(), fields: z.record(z.string(), z.unknown()) })),
});
export type RunDetails = z.infer<typeof detailsSchema>;

/** A run that another instance made, as far as it tells. */
export interface SeenRun {
  readonly success: boolean;
  readonly durationMs: number;
  /** Absent for a success, and where a blackbox_exporter answered, which does not say why. */
  readonly failure?: SeenFailure;
  /** In the order in which they are told; milliseconds. */
  readonly phases: ReadonlyMap<string, number>;
  readonly samples: readonly ReadSample[];
  /** Absent when the instance keeps no history of its runs. */
  readonly details?: RunDetails;
}

/** The details in the text of a JSON answer; `undefined` when it has none that are understood. */
export function readDetails(text: string): RunDetails | undefined {
  try {
    return detailsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What the metrics of `/probe` tell, and the details where there are some; `undefined` when they are of no probe. */
export function seenRun(
  samples: readonly ReadSample[],
  details: RunDetails | undefined,
): SeenRun | undefined {
  const success = valueOf(samples, 'probe_success');
  const durationSeconds = valueOf(samples, 'probe_duration_seconds');
  if (success === undefined || durationSeconds === undefined) return undefined;
  const failure = details?.failure ?? failureIn(samples);
  return {
    success: success === 1,
    durationMs: durationSeconds * 1000,
    phases: details === undefined ? phasesIn(samples) : inMs(Object.entries(details.phases)),
    samples,
    ...(failure !== undefined && { failure }),
    ...(details !== undefined && { details }),
  };
}

/** The value of the only series of that name. */
export function valueOf(samples: readonly ReadSample[], name: string): number | undefined {
  return samples.find((sample) => sample.name === name)?.value;
}

function failureIn(samples: readonly ReadSample[]): SeenFailure | undefined {
  return failureSchema.safeParse(samples.find(({ name }) => name === 'probe_failure_info')?.labels).data;
}

/** A phase that did not happen is 0 on `/probe`. */
function phasesIn(samples: readonly ReadSample[]): ReadonlyMap<string, number> {
  const timed = samples.filter(({ name }) => /^probe_[a-z]+_duration_seconds$/u.test(name));
  return inMs(
    timed
      .map(({ labels, value }) => [labels['phase'] ?? '', value] as const)
      .filter(([phase, value]) => phase !== '' && value > 0),
  );
}

function inMs(seconds: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  return new Map(seconds.map(([phase, value]) => [phase, value * 1000]));
}
