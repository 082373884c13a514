import type { Clock } from '../../../probes/contract.ts';

const counterDigits = 4;
const counterRange = 36 ** counterDigits;

/** Enough for the milliseconds until the year 5188. */
const timeDigits = 9;

/**
 * Makes ids for runs, such as `0mcx5k3p2-00a7`: unique within the process, and sorted as text they are in the order in
 * which the runs started, as long as nobody sets the wall clock back. Time and counter, in base 36.
 */
export function createRunIds(clock: Clock): () => string {
  let count = 0;
  return () => {
    const time = Math.floor(clock.wallMs()).toString(36).padStart(timeDigits, '0');
    const counter = (count % counterRange).toString(36).padStart(counterDigits, '0');
    count += 1;
    return `${time}-${counter}`;
  };
}

/** Whether the text looks like an id that {@link createRunIds} makes. */
export function isRunId(text: string): boolean {
  return /^[0-9a-z]{9,11}-[0-9a-z]{4}$/.test(text);
}
