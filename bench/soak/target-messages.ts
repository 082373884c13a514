import { z } from 'zod';
import { behaviours } from './subjects.ts';

/** Asks for servers of every behaviour, each on so many loopback addresses. */
export const targetOrder = z.object({
  addresses: z.int().positive(),
  trustedKey: z.string(),
  trustedCertificate: z.string(),
  unknownKey: z.string(),
  unknownCertificate: z.string(),
});

export type TargetOrder = z.infer<typeof targetOrder>;

/** Where the servers listen, by behaviour. */
export const targetAddresses = z.object({
  byBehaviour: z.record(z.enum(behaviours), z.array(z.string())),
});

export type TargetAddresses = z.infer<typeof targetAddresses>['byBehaviour'];
