import { z } from 'zod';

/** Which bare sockets are to be opened, how many a second and for how long. */
export const bareOrder = z.object({
  prober: z.enum(['http', 'tcp']),
  port: z.int(),
  perSecond: z.number().positive(),
  seconds: z.number().positive(),
});

/** The processor time that one took. */
export const bareCost = z.object({ cpuPerProbeUs: z.number() });
