import { z } from 'zod';
import { bareProtocols } from './bare-probe.ts';

const port = z.int().positive();

/** One order to a load process: whom to ask, and how fast. */
export const loadOrder = z.object({
  through: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('exporter'), port, path: z.string() }),
    z.object({ kind: z.literal('bare'), port, protocol: z.enum(bareProtocols) }),
  ]),
  pace: z.discriminatedUnion('kind', [
    /** So many at a time, each lane as fast as it is answered, until one of the bounds is reached. */
    z.object({
      kind: z.literal('closed'),
      concurrency: z.int().positive(),
      maxProbes: z.int().positive(),
      maxMs: z.number().positive(),
    }),
    /** So many a second at even distances, whether or not earlier ones were answered. */
    z.object({ kind: z.literal('open'), ratePerSecond: z.number().positive(), probes: z.int().positive() }),
  ]),
});

export type LoadOrder = z.infer<typeof loadOrder>;

/** How the load went. */
export const loadReport = z.object({
  /** All that were answered, those that failed included. */
  probes: z.int(),
  failed: z.int(),
  elapsedMs: z.number(),
  /** Of the durations that the prober itself reported; absent when it reported none. */
  p50Seconds: z.number().optional(),
  p99Seconds: z.number().optional(),
});

export type LoadReport = z.infer<typeof loadReport>;
