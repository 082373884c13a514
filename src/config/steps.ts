import { setImmediate } from 'node:timers/promises';

/** Work that stops now and then, so that something else can be done before it goes on. */
export type Steps<Result> = Generator<void, Result, void>;

/** Does the work without a pause. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Does the work, and after each step whatever else waits for its turn. */
export async function withPauses<Result>(steps: Steps<Result>): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await setImmediate();
  }
}
