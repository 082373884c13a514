import type { Clock } from '../../probes/contract.ts';

/** Whether one more may begin now; asking counts. A bucket of as many tokens as may be used in a minute, full at first. */
export function admission(maxPerMinute: number, clock: Clock): () => boolean {
  let tokens = maxPerMinute;
  let lastMs = clock.monotonicMs();
  return () => {
    const nowMs = clock.monotonicMs();
    tokens = Math.min(maxPerMinute, tokens + ((nowMs - lastMs) / 60_000) * maxPerMinute);
    lastMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
