import type { Clock } from '../../probes/contract.ts';
import type { RateLimit } from '../config/web-config-schema.ts';

/** Whether one more request may be answered now; asking counts. */
export type Admission = () => boolean;

/** A bucket of `burst` tokens, full at first, that gets one more for each interval; a request takes one. */
export function rateLimiter({ intervalMs, burst }: RateLimit, clock: Clock): Admission {
  let tokens = burst;
  let lastMs = clock.monotonicMs();
  return () => {
    const nowMs = clock.monotonicMs();
    tokens = Math.min(burst, tokens + (nowMs - lastMs) / intervalMs);
    lastMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
