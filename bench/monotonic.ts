import { hrtime } from 'node:process';

/** Milliseconds of the system's monotonic clock: the same in every thread, with nanoseconds behind the point. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
