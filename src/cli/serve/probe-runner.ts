import { systemResolver } from '../../../probes/shared/resolver.ts';
import type { Config } from '../../config/module.ts';
import { usualPolicy } from '../../config/policy/target-policy.ts';
import { redactTarget, redactUrls } from '../../config/redact-text.ts';
import { systemClock } from '../../engine/clock.ts';
import { createLoopDelay, everyMs, type LoopDelay } from '../../engine/loop-delay.ts';
import { type DelayReading, delayHistogram } from '../../engine/pool/delay-histogram.ts';
import { createProbePool } from '../../engine/pool/probe-pool.ts';
import { type ProbeResult, type RunProbe, runProbe } from '../../engine/run.ts';
import type { Logger } from '../../log.ts';

/** What runs the probes of a server. */
export interface ProbeRunner {
  readonly run: RunProbe;
  /** How late the event loops are: that of this thread first, then those of the probe threads. */
  delays(): readonly DelayReading[];
  /** Ends the probe threads; what still runs on them fails. */
  stop(): Promise<void>;
}

export interface ProbeRunnerOptions {
  /** At the most; 0 is none but this thread. */
  readonly maxThreads: number;
  readonly config: () => Config;
  readonly logger: Logger;
  /** Told of a thread that ended by itself. */
  readonly onThreadLost: () => void;
}

/** Runs probes on threads of their own, so that serving and rendering is not measured as a target's latency. */
export function createProbeRunner({
  maxThreads,
  config,
  logger,
  onThreadLost,
}: ProbeRunnerOptions): ProbeRunner {
  const own = delayHistogram();
  const loopDelay = createLoopDelay({ clock: systemClock, every: everyMs, onTick: own.observe });
  if (maxThreads === 0) {
    const run = probesOfThisThread({ logger, config, loopDelay });
    return { run, delays: () => [own.read()], stop: () => Promise.resolve(loopDelay[Symbol.dispose]()) };
  }
  // It runs no probes, so that nobody else watches it.
  const watch = loopDelay.watch();
  const pool = createProbePool({
    maxThreads,
    entry: new URL('../../engine/pool/probe-thread.js', import.meta.url),
    clock: systemClock,
    config,
    onBug: (stack, result) => logBug(logger, stack, result),
    onThreadLost: (reason) => {
      logger.log('error', 'A probe thread has ended; another one takes its place', { reason });
      onThreadLost();
    },
  });
  return {
    run: pool.run,
    delays: () => [own.read(), ...pool.delays()],
    async stop() {
      watch.end();
      await pool.stop();
    },
  };
}

/** Runs probes on this thread: with the clocks and the resolver of this host, and its bugs in the log. */
export function probesOfThisThread({
  logger,
  config,
  loopDelay = createLoopDelay({ clock: systemClock, every: everyMs }),
}: Pick<ProbeRunnerOptions, 'logger' | 'config'> & { readonly loopDelay?: LoopDelay }): RunProbe {
  const resolver = systemResolver();
  return (request) =>
    runProbe(request, {
      clock: systemClock,
      resolver,
      targetPolicy: () => config().targetPolicy ?? usualPolicy,
      loopDelay,
      onBug: (error, result) =>
        logBug(logger, error instanceof Error ? (error.stack ?? error.message) : String(error), result),
    });
}

function logBug(logger: Logger, stack: string, { prober, target }: ProbeResult): void {
  logger.log('error', 'Bug in a prober', {
    prober,
    target: redactTarget(target.text),
    error: redactUrls(stack),
  });
}
