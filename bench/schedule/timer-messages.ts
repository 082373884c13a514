import { z } from 'zod';

/** How long timers are to be watched. */
export const timerOrder = z.object({ seconds: z.number().positive() });

/** How late they came. */
export const timerLateness = z.object({ p99Ms: z.number() });
