import { probers } from '../../../probes/registry.ts';
import { formatIssue } from '../../config/issue.ts';
import { loadConfig } from '../../config/load.ts';
import { systemClock } from '../../engine/clock.ts';
import { runOnce } from '../../engine/schedule/run-once.ts';
import { createLogger } from '../../log.ts';
import type { CliCommand } from '../command.ts';
import { probesOfThisThread } from '../serve/probe-runner.ts';
import { interruptible } from '../terminal/interruptible.ts';
import type { CliIo } from '../terminal/io.ts';
import { paintFor } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { progressOn } from '../terminal/progress.ts';
import { checkCommandLine, parseCheckFlags } from './check-flags.ts';
import { selectionOf } from './check-selection.ts';
import { type Checked, checkTable } from './check-table.ts';
import { scheduledNow } from './scheduled-now.ts';

const allUp = 0;
const someFailed = 1;
const wrongUsage = 2;

/** `vantage check`. */
export const check: CliCommand = { commandLine: checkCommandLine, run: checkCommand };

/**
 * Runs everything that is scheduled once, as the schedules would, and prints a table. Resolves to 0
 * when all are up, to 1 when a target failed or could not be found out, to 2 for wrong usage or configuration. Ctrl-C
 * prints what there is so far.
 */
async function checkCommand(argv: readonly string[], io: CliIo): Promise<number> {
  const flags = parseCheckFlags(argv, io);
  if (typeof flags === 'number') return flags;
  const complain = (text: string): void => io.stderr.write(`vantage check: error: ${printable(text)}\n`);
  const loaded = await loadConfig(flags.configFiles, probers);
  if (!loaded.ok) {
    for (const issue of loaded.issues) complain(formatIssue(issue));
    return wrongUsage;
  }
  const { config } = loaded;
  const { targets: found, problems } = await scheduledNow(config, selectionOf(flags.jobs));
  for (const problem of problems) complain(problem);
  const isWanted = selectionOf(flags.targets);
  const targets = found.filter(({ target }) => isWanted(target.text));
  if (targets.length === 0) {
    if (problems.length === 0) complain(nothingToCheck(config.schedules.length));
    return problems.length === 0 ? wrongUsage : someFailed;
  }

  const checked: Checked[] = [];
  using interruption = interruptible(io);
  const progress = progressOn(io.stderr, targets.length);
  await runOnce(targets, {
    run: probesOfThisThread({
      config: () => config,
      logger: createLogger({
        level: 'error',
        format: 'logfmt',
        clock: systemClock,
        write: (line) => io.stderr.write(line),
      }),
    }),
    clock: systemClock,
    maxConcurrent: flags.maxConcurrent,
    signal: interruption.signal,
    events: {
      onResult(target, result) {
        checked.push({ target, result });
        progress.step();
      },
      onBug: (error) => complain(`this is a bug, please report it: ${String(error)}`),
    },
  });
  progress.end();
  const order = new Map(targets.map((target, index) => [target, index]));
  const place = ({ target }: Checked): number => order.get(target) ?? 0;
  io.stdout.write(
    checkTable(
      checked.toSorted((one, other) => place(one) - place(other)),
      paintFor(io),
    ),
  );
  const missing = targets.length - checked.length;
  if (missing > 0) complain(`${missing} were not checked`);
  const isSound = missing === 0 && problems.length === 0 && checked.every(({ result }) => result.outcome.ok);
  return isSound ? allUp : someFailed;
}

function nothingToCheck(schedules: number): string {
  return schedules === 0
    ? 'the configuration has no schedules: there is nothing to check'
    : 'no target of the schedules matches --job and --target: there is nothing to check';
}
