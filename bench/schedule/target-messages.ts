import { z } from 'zod';

/** How many loopback addresses there are to be. */
export const targetOrder = z.object({ addresses: z.int().min(1).max(250) });

/** Where the targets listen, as `address:port`. */
export const targetAddresses = z.object({ addresses: z.array(z.string()) });
