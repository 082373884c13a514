import { systemClock } from '../../engine/clock.ts';
import { createLoopDelay, everyMs } from '../../engine/loop-delay.ts';
import { runProbe } from '../../engine/run.ts';
import type { CliCommand } from '../command.ts';
import type { CheckedRun } from '../report/checked-run.ts';
import { comparing } from '../report/comparing.ts';
import { exitCodes } from '../report/standing.ts';
import { warningsOf } from '../report/warnings.ts';
import { bugText } from '../terminal/bug.ts';
import { interruptible } from '../terminal/interruptible.ts';
import type { CliIo } from '../terminal/io.ts';
import { printable } from '../terminal/printable.ts';
import { type Chosen, chooseModules } from './choose-module.ts';
import { neededProbers } from './needed-probers.ts';
import { type ProbeFlags, parseProbeFlags, probeCommandLine } from './probe-flags.ts';
import { inRounds } from './rounds.ts';
import { showRuns } from './show-runs.ts';

/** The time a run gets when neither the command line nor the module says. */
const usualTimeoutMs = 10_000;

/** `vantage probe`. */
export const probe: CliCommand = {
  commandLine: probeCommandLine,
  async run(argv, io) {
    const flags = parseProbeFlags(argv, io);
    return typeof flags === 'number' ? flags : runProbes(flags, 'vantage probe', io);
  },
};

/**
 * Runs the checks that the flags ask for and prints what they found, for the command of that name. Resolves to the exit
 * code: 0 all are up, 1 one failed, 2 wrong usage, configuration or target, 3 nobody could find out. Ctrl-C ends the
 * runs through their signal, and what there is until then is printed; a second one ends the process.
 */
export async function runProbes(flags: ProbeFlags, command: string, io: CliIo): Promise<number> {
  const [probers, { systemResolver }] = await Promise.all([
    neededProbers(flags),
    import('../../../probes/shared/resolver.ts'),
  ]);
  const say = (kind: 'error' | 'warning', text: string): void =>
    io.stderr.write(`${command}: ${kind}: ${printable(text)}\n`);
  const choice = await chooseModules(flags, probers);
  if (!choice.ok) {
    for (const mistake of choice.mistakes) say('error', mistake);
    return exitCodes.usage;
  }
  for (const warning of choice.warnings) say('warning', warning);

  using interruption = interruptible(io);
  const { signal } = interruption;
  const environment = {
    clock: systemClock,
    resolver: systemResolver(),
    targetPolicy: () => choice.targetPolicy,
    loopDelay: createLoopDelay({ clock: systemClock, every: everyMs }),
    onBug: (error: unknown) => io.stderr.write(bugText(error, command, flags.debug ? ['--debug'] : [])),
  };
  const compared = comparing();
  const run = async (chosen: Chosen): Promise<CheckedRun> => {
    const { module, target } = chosen;
    const timeoutMs = flags.timeoutMs ?? (module.timeoutMs > 0 ? module.timeoutMs : usualTimeoutMs);
    const result = await runProbe({ module, target, timeoutMs, signal }, environment);
    return compared(chosen, { result, module, warnings: warningsOf(result, flags.failOn.limits) });
  };
  // What one target has loaded now is not another one's latency then. What fails here fails the run, which says so.
  await Promise.allSettled(
    choice.chosen.map(async ({ module, target }) => module.prober.prepare?.(target, module.options)),
  );
  const { count, intervalMs } = flags;
  const rounds = inRounds(choice.chosen, run, {
    count,
    intervalMs,
    signal,
    monotonicMs: () => systemClock.monotonicMs(),
  });
  return await showRuns(rounds, { flags, command, targets: choice.chosen.length }, io);
}
