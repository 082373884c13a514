import type { Diagnosis } from './diagnose.ts';
import type { DiagnosisRequest, MakeDiagnosis } from './thread/diagnosis-runner.ts';

/** Makes a diagnosis, unless as many as are allowed are being made. */
export type LimitedDiagnosis = (request: DiagnosisRequest) => Promise<Diagnosis | undefined> | 'busy';

/** Lets so many be made at a time. */
export function limitedTo(atOnce: number, make: MakeDiagnosis): LimitedDiagnosis {
  let running = 0;
  return (request) => {
    if (running >= atOnce) return 'busy';
    running += 1;
    return make(request).finally(() => {
      running -= 1;
    });
  };
}
