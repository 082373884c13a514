/**
 * Why a slot passed without a start: `overrun`, the target's run before was not over; `saturation`, the start waited
 * for other runs to end until the next slot came; `suspended`, the process did not run when it was time.
 */
export const skipCauses = ['overrun', 'saturation', 'suspended'] as const;

export type SkipCause = (typeof skipCauses)[number];

/** Slots of a target that passed without a start. */
export interface SkippedSlots {
  readonly cause: SkipCause;
  /** How many, at least 1: a suspended process may have missed thousands. */
  readonly slots: number;
}
