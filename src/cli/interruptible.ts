import type { CliIo } from './io.ts';

/** Lets a person end a command early. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Stops listening. */
  end(): void;
}

/** A signal that aborts at the first Ctrl-C or SIGTERM; the second ends the process at once. */
export function interruptible(io: CliIo): Interruption {
  const controller = new AbortController();
  const stop = (exitCode: number) => (): void => {
    if (controller.signal.aborted) io.exitNow(exitCode);
    controller.abort();
  };
  // 128 and the signal's number, as shells count.
  const off = [io.onSignal('SIGINT', stop(130)), io.onSignal('SIGTERM', stop(143))];
  return {
    signal: controller.signal,
    end: () => {
      for (const remove of off) remove();
    },
  };
}
