import { systemClock } from '../../engine/clock.ts';
import { startDeadline } from '../../engine/deadline.ts';
import { createLoopDelay, everyMs } from '../../engine/loop-delay.ts';
import { type RunProbe, runProbe } from '../../engine/run.ts';
import type { CliCommand } from '../command.ts';
import { chooseModules } from '../probe/choose-module.ts';
import { exitCodes } from '../report/standing.ts';
import { interruptible } from '../terminal/interruptible.ts';
import type { CliIo } from '../terminal/io.ts';
import { paintFor } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { progressOn } from '../terminal/progress.ts';
import { diagnoseCommandLine, parseDiagnoseFlags } from './diagnose-flags.ts';

/** All experiments together; a person waits. */
const longestMs = 20_000;

/** The time a run gets when neither the command line nor the module says. */
const usualTimeoutMs = 10_000;

/** Text is laid out for at least this width; a narrower terminal breaks the lines itself. */
const leastColumns = 60;

/** `vantage diagnose`. */
export const diagnoseTarget: CliCommand = { commandLine: diagnoseCommandLine, run: diagnoseCommand };

/**
 * Finds out why a probe fails and prints the verdict with its evidence. Resolves to 0 when nothing is wrong, 1 when a
 * fault was found, 2 for wrong usage or configuration, 3 when the fault is not explained. Ctrl-C ends the experiments,
 * and what there is until then is judged.
 */
async function diagnoseCommand(argv: readonly string[], io: CliIo): Promise<number> {
  const flags = parseDiagnoseFlags(argv, io);
  if (typeof flags === 'number') return flags;
  const [{ probers }, { systemResolver }, { diagnose }, { hostSurroundings }] = await Promise.all([
    import('../../../probes/registry.ts'),
    import('../../../probes/shared/resolver.ts'),
    import('../../diagnosis/diagnose.ts'),
    import('../../diagnosis/host-surroundings.ts'),
  ]);
  const say = (kind: 'error' | 'warning', text: string): void =>
    io.stderr.write(`vantage diagnose: ${kind}: ${printable(text)}\n`);
  const choice = await chooseModules(flags, probers);
  if (!choice.ok) {
    for (const mistake of choice.mistakes) say('error', mistake);
    return exitCodes.usage;
  }
  for (const warning of choice.warnings) say('warning', warning);

  const { chosen, targetPolicy } = choice;
  const [probe] = chosen;
  if (probe === undefined) throw new Error('no target was chosen');
  const { module } = probe;
  const resolver = systemResolver();
  const loopDelay = createLoopDelay({ clock: systemClock, every: everyMs });
  const run: RunProbe = (request) =>
    runProbe(request, {
      clock: systemClock,
      resolver,
      targetPolicy: () => targetPolicy,
      loopDelay,
      onBug: () => {},
    });
  using interruption = interruptible(io);
  using deadline = startDeadline(longestMs, interruption.signal);
  const policy = module.targetPolicy ?? targetPolicy;
  const limits = { signal: deadline.signal, clock: systemClock, resolver, policy };
  const timeoutMs = flags.timeoutMs ?? (module.timeoutMs > 0 ? module.timeoutMs : usualTimeoutMs);
  const progress = progressOn(io, 'diagnosing');
  const diagnosis = await diagnose(
    { probe, timeoutMs },
    hostSurroundings({ run, limits, otherResolvers: flags.otherResolvers }),
  ).finally(() => progress.end());
  if (flags.output === 'json') {
    const { diagnosisText } = await import('./diagnosis-json-text.ts');
    io.stdout.write(diagnosisText(diagnosis));
  } else {
    const { diagnosisView } = await import('./diagnosis-view.ts');
    const { columns } = io.stdout;
    const width = columns === undefined ? {} : { columns: Math.max(leastColumns, columns) };
    io.stdout.write(diagnosisView(diagnosis, { paint: paintFor(io), ...width }));
  }
  return exitCodeFor(diagnosis.verdict.code);
}

function exitCodeFor(code: string): number {
  if (code === 'healthy' || code === 'recovered') return exitCodes.ok;
  if (code === 'unexplained' || code === 'intermittent') return exitCodes.unknown;
  return code === 'configuration_unusable' || code === 'target_forbidden'
    ? exitCodes.usage
    : exitCodes.failed;
}
