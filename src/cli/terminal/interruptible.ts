import type { CliIo, CliSignal } from './io.ts';

/** That a command is to end early. Dispose of it to stop listening. */
export interface Interruption extends Disposable {
  /** Aborts at the first SIGINT or SIGTERM, and when nobody reads the output any more. */
  readonly signal: AbortSignal;
  /** Resolves to the first SIGINT or SIGTERM. */
  readonly first: Promise<CliSignal>;
}

/** Listens for Ctrl-C and SIGTERM: the first one asks the command to end, the second ends the process at once. */
export function interruptible(io: CliIo): Interruption {
  const controller = new AbortController();
  let tell = (_signal: CliSignal): void => {};
  const first = new Promise<CliSignal>((resolve) => {
    tell = resolve;
  });
  const on = (name: CliSignal, exitCode: number): (() => void) =>
    io.onSignal(name, () => {
      if (controller.signal.aborted) io.exitNow(exitCode);
      controller.abort();
      tell(name);
    });
  // 128 and the signal's number, as shells count.
  const off = [on('SIGINT', 130), on('SIGTERM', 143), io.onSignal('SIGPIPE', () => controller.abort())];
  return {
    signal: controller.signal,
    first,
    [Symbol.dispose]: () => {
      for (const remove of off) remove();
    },
  };
}
