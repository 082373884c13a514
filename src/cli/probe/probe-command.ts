import { systemClock } from '../../engine/clock.ts';
import { createLoopDelay, everyMs } from '../../engine/loop-delay.ts';
import { runProbe } from '../../engine/run.ts';
import type { CliCommand } from '../command.ts';
import { interruptible } from '../terminal/interruptible.ts';
import type { CliIo } from '../terminal/io.ts';
import { printable } from '../terminal/printable.ts';
import { chooseModule } from './choose-module.ts';
import { parseProbeFlags, probeCommandLine } from './probe-flags.ts';
import { renderResult } from './render-result.ts';

const up = 0;
const failed = 1;
const wrongUsage = 2;

/** The time a run gets when neither the command line nor the module says. */
const usualTimeoutMs = 10_000;

/** `vantage probe`. */
export const probe: CliCommand = { commandLine: probeCommandLine, run: probeCommand };

/**
 * Runs one check, prints what it found, resolves to 0 (up), 1 (failed) or 2 (wrong usage or
 * configuration). Ctrl-C ends the run through its signal, and what there is until then is printed; a second one
 * ends the process.
 */
async function probeCommand(argv: readonly string[], io: CliIo): Promise<number> {
  const flags = parseProbeFlags(argv, io);
  if (typeof flags === 'number') return flags;
  const [{ probers }, { systemResolver }] = await Promise.all([
    import('../../../probes/registry.ts'),
    import('../../../probes/shared/resolver.ts'),
  ]);
  const choice = await chooseModule(flags, probers);
  if (!choice.ok) return complain(io, choice.mistakes);
  for (const warning of choice.warnings) io.stderr.write(`vantage probe: warning: ${printable(warning)}\n`);

  const { module, target, targetPolicy } = choice;
  const timeoutMs = flags.timeoutMs ?? (module.timeoutMs > 0 ? module.timeoutMs : usualTimeoutMs);
  using interruption = interruptible(io);
  const result = await runProbe(
    { module, target, timeoutMs, signal: interruption.signal },
    // The result says that it was a bug, and which.
    {
      clock: systemClock,
      resolver: systemResolver(),
      targetPolicy: () => targetPolicy,
      loopDelay: createLoopDelay({ clock: systemClock, every: everyMs }),
      onBug: () => {},
    },
  );
  io.stdout.write(await renderResult({ result, module, output: flags.output }, io));
  return result.outcome.ok ? up : failed;
}

function complain(io: CliIo, mistakes: readonly string[]): number {
  for (const mistake of mistakes) io.stderr.write(`vantage probe: error: ${printable(mistake)}\n`);
  return wrongUsage;
}
