import { systemResolver } from '../../probes/shared/resolver.ts';
import { redactTarget, redactUrls } from '../config/redact-text.ts';
import { systemClock } from '../engine/clock.ts';
import { createLoopDelay, everyMs } from '../engine/loop-delay.ts';
import { type RunProbe, runProbe } from '../engine/run.ts';
import type { Logger } from '../log.ts';

/** What runs the probes of a server: with the clocks and the resolver of this host, and its bugs in the log. */
export function probeRunner(logger: Logger): RunProbe {
  const environment = {
    clock: systemClock,
    resolver: systemResolver(),
    loopDelay: createLoopDelay({ clock: systemClock, every: everyMs }),
  };
  return (request) =>
    runProbe(request, {
      ...environment,
      onBug: (error, { prober, target }) => {
        const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
        logger.log('error', 'Bug in a prober', {
          prober,
          target: redactTarget(target.text),
          error: redactUrls(detail),
        });
      },
    });
}
