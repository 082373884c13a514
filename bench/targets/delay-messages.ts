import { z } from 'zod';

/** How long a delay server is to wait with its answers. */
export const delayOrder = z.object({ delayMs: z.number().positive() });

/** Where it listens on 127.0.0.1. */
export const delayPort = z.object({ port: z.int() });
