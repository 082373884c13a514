import { z } from 'zod';

/** What the servers of ours need. */
export const standInOrder = z.object({
  certificate: z.object({ keyFile: z.string(), certificateFile: z.string() }).optional(),
});

/** Where they listen on 127.0.0.1. */
export const standInPorts = z.object({
  httpPort: z.int(),
  /** Absent without a certificate. */
  httpsPort: z.int().optional(),
  dnsPort: z.int(),
});

export type StandInPorts = z.infer<typeof standInPorts>;
