import { z } from 'zod';

/** What the thread of an alarm and its owner share. */
export const alarmMemory = z.object({
  /** Two `Int32`: the first counts the times that were written; the second never changes, so that one can wait on it. */
  counters: z.instanceof(SharedArrayBuffer),
  /** The times, `Float64` milliseconds, as a ring. */
  dueMs: z.instanceof(SharedArrayBuffer),
});

export type AlarmMemory = z.infer<typeof alarmMemory>;
