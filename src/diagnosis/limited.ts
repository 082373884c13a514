import type { Clock } from '../../probes/contract.ts';
import { admission } from './admission.ts';
import type { Diagnosis } from './diagnose.ts';
import type { DiagnosisRequest, MakeDiagnosis } from './thread/diagnosis-runner.ts';

/** Makes a diagnosis, unless as many as are allowed are being made, or were in the last minute. */
export type LimitedDiagnosis = (request: DiagnosisRequest) => Promise<Diagnosis | undefined> | 'busy';

export interface DiagnosisLimits {
  readonly atOnce: number;
  readonly maxPerMinute: number;
  readonly clock: Clock;
}

/**
 * Lets so many be made at a time, and in a minute: whoever may ask for one makes this host send some forty packets to
 * targets, name servers and routers.
 */
export function limitedTo(
  { atOnce, maxPerMinute, clock }: DiagnosisLimits,
  make: MakeDiagnosis,
): LimitedDiagnosis {
  const admit = admission(maxPerMinute, clock);
  let running = 0;
  return (request) => {
    if (running >= atOnce || !admit()) return 'busy';
    running += 1;
    return make(request).finally(() => {
      running -= 1;
    });
  };
}
