import { systemCalls } from '../../../probes/icmp/system-calls.ts';

/** The size of `struct timex` on every architecture, and room for more. */
const timexBytes = 256;
/** What adjtimex(2) gives when nothing keeps the clock right. */
const timeError = 5;

/**
 * Whether something keeps the clock of this host right, as the kernel reckons (adjtimex(2)); `undefined` where it cannot be
 * asked.
 */
export function isClockKept(): boolean | undefined {
  const system = systemCalls();
  if (!system.ok) return undefined;
  // All zero it only asks, which needs no privilege.
  const state = system.calls.adjtimex(Buffer.alloc(timexBytes));
  return state < 0 ? undefined : state !== timeError;
}
