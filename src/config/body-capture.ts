import { goByteSize } from '../../probes/shared/schema/values.ts';

/** A run's transcript has room for 64 KiB in all. */
const mostCapturedBytes = 32 * 1024;

/** The key `capture_body` of a module. */
export const bodyCapture = goByteSize.refine(
  (bytes) => bytes <= mostCapturedBytes,
  'must be at most 32KiB: all that a run writes down has room in 64KiB',
);
