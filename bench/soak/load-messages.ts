import { z } from 'zod';

/** Asks for so many probes of a mix, so many at a time. */
export const soakOrder = z.object({
  port: z.int().positive(),
  probes: z.int().positive(),
  atOnce: z.int().positive(),
  subjects: z.array(
    z.object({
      name: z.string(),
      share: z.number(),
      /** The paths of its probes, one a target. */
      paths: z.array(z.string()),
      fails: z.string().optional(),
    }),
  ),
});

export type SoakOrder = z.infer<typeof soakOrder>;

/** What came of them. */
export const soakReport = z.object({
  elapsedMs: z.number(),
  /** By subject. */
  counts: z.array(
    z.object({
      name: z.string(),
      probes: z.int(),
      /** Those that say that the exporter itself had too little of the machine: right, and nothing about their target. */
      starved: z.int(),
      /** Those with another verdict or reason than they have to have. */
      wrong: z.int(),
      /** What the first of those said. */
      example: z.string().optional(),
    }),
  ),
});

export type SoakReport = z.infer<typeof soakReport>;
