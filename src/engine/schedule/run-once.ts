import type { ScheduledTarget } from '../scheduled-target.ts';
import { destinationHost } from './destination-host.ts';
import { Launcher, type LauncherParts } from './launcher.ts';

/** What running every target once takes. */
export interface RunOnceParts extends LauncherParts {
  /** Aborts when the rest is not wanted any more: nothing starts after that, and runs in flight are abandoned. */
  readonly signal?: AbortSignal;
}

/**
 * Runs each target once, in the order given, as many at a time as the limits allow. Resolves when the last run is over.
 *
 * The slot of each is the moment of the call. Runs that were abandoned have no result.
 */
export async function runOnce(
  targets: readonly ScheduledTarget[],
  { signal, ...parts }: RunOnceParts,
): Promise<void> {
  if (targets.length === 0 || signal?.aborted === true) return;
  await new Promise<void>((resolve) => {
    const launcher = new Launcher(parts, () => {
      launcher.launch();
      if (launcher.running > 0 || launcher.waiting > 0) return;
      signal?.removeEventListener('abort', abandonAll);
      resolve();
    });
    const slotMs = parts.clock.monotonicMs();
    const starts = targets.map((target) =>
      launcher.add({ target, host: destinationHost(target.target.text) }, slotMs),
    );
    const abandonAll = (): void => {
      for (const start of starts) launcher.abandon(start);
    };
    signal?.addEventListener('abort', abandonAll, { once: true });
    launcher.launch();
  });
}
