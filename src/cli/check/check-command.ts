import { probers } from '../../../probes/registry.ts';
import type { HttpClientOptions } from '../../../probes/shared/http-client-options.ts';
import { formatIssue } from '../../config/issue.ts';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/module.ts';
import { systemClock } from '../../engine/clock.ts';
import { runOnce } from '../../engine/schedule/run-once.ts';
import type { ScheduledTarget } from '../../engine/scheduled-target.ts';
import { createLogger } from '../../log.ts';
import { httpClientFor } from '../arguments/http-client.ts';
import type { CliCommand } from '../command.ts';
import { machineOutput, type OutputFormat, type Report } from '../output/formats.ts';
import type { CheckedRun } from '../report/checked-run.ts';
import { exitCodeOf, exitCodes } from '../report/standing.ts';
import { warningsOf } from '../report/warnings.ts';
import { probesOfThisThread } from '../serve/probe-runner.ts';
import { bugText } from '../terminal/bug.ts';
import { interruptible } from '../terminal/interruptible.ts';
import type { CliIo } from '../terminal/io.ts';
import { paintFor } from '../terminal/paint.ts';
import { printable, printableLines } from '../terminal/printable.ts';
import { progressOn } from '../terminal/progress.ts';
import { textColumns } from '../view/text-columns.ts';
import { type CheckFlags, checkCommandLine, parseCheckFlags } from './check-flags.ts';
import { selectionOf } from './check-selection.ts';
import { checkTable } from './check-table.ts';
import { scheduledNow } from './scheduled-now.ts';

/** Of each job. */
const pushTimeoutMs = 10_000;

/** `vantage check`. */
export const check: CliCommand = { commandLine: checkCommandLine, run: checkCommand };

/**
 * Runs everything that is scheduled once, as the schedules would, and prints a table or what `--output` names. Resolves
 * to the exit code: 0 all are up, 1 a target failed, 2 wrong usage or configuration, 3 a target or where it comes from
 * could not be found out. Ctrl-C prints what there is so far.
 */
async function checkCommand(argv: readonly string[], io: CliIo): Promise<number> {
  const flags = parseCheckFlags(argv, io);
  if (typeof flags === 'number') return flags;
  const complain = (text: string): void => io.stderr.write(`vantage check: error: ${printable(text)}\n`);
  const loaded = await loadConfig(flags.configFiles, probers);
  if (!loaded.ok) {
    for (const issue of loaded.issues) complain(formatIssue(issue));
    return exitCodes.usage;
  }
  const client = await httpClientFor(flags.httpConfigFile);
  if (!client.ok) {
    for (const mistake of client.mistakes) complain(mistake);
    return exitCodes.usage;
  }
  for (const text of client.warnings) io.stderr.write(`vantage check: warning: ${printable(text)}\n`);
  const { config } = loaded;
  const { targets: found, problems } = await scheduledNow(config, selectionOf(flags.jobs));
  for (const problem of problems) complain(problem);
  const isWanted = selectionOf(flags.targets);
  const targets = found.filter(({ target }) => isWanted(target.text));
  if (targets.length === 0 && problems.length === 0) {
    complain(nothingToCheck(config.schedules.length));
    return exitCodes.usage;
  }
  const checked = await runAll(targets, { config, flags, argv }, io);
  const missing = targets.length - checked.length;
  const notChecked = missing > 0 ? [`${missing} were not checked`] : [];
  // What was not checked would be missing from the Pushgateway as if it was not scheduled any more.
  const notPushed =
    missing > 0
      ? []
      : await push(checked, { config, flags, client: client.client, isWhole: problems.length === 0 });
  const report: Report = {
    runs: checked,
    failOn: flags.failOn,
    problems: [...problems, ...notChecked, ...notPushed],
    isSeveral: true,
  };
  const text =
    flags.output === 'text'
      ? checkTable(report, { paint: paintFor(io), ...textColumns(io.stdout) })
      : await machineOutput(flags.output, report);
  // Label values may come from the target; a file gets them as they are, a terminal must not obey them.
  const isSafe = flags.output === 'text' || io.stdout.columns === undefined;
  io.stdout.write(isSafe ? text : printableLines(text));
  for (const problem of [...notChecked, ...notPushed]) complain(problem);
  return exitCodeFor(flags.output, report);
}

interface Pushing {
  readonly config: Config;
  readonly flags: CheckFlags;
  readonly client: HttpClientOptions;
  /** Whether all sources of targets have said what there is. */
  readonly isWhole: boolean;
}

/** Pushes the results where the flags say so; what kept them from it, a sentence each. */
async function push(
  checked: readonly CheckedRun[],
  { config, flags, client, isWhole }: Pushing,
): Promise<readonly string[]> {
  const { pushGateway: url } = flags;
  if (url === undefined) return [];
  const isWanted = selectionOf(flags.jobs);
  const jobs = config.schedules
    .filter(({ jobName }) => isWanted(jobName))
    .map(({ jobName: name }) => ({ name, runs: checked.filter(({ job }) => job === name) }))
    // A job of which nothing could be found out keeps its last results; one without targets has none any more.
    .filter(({ runs }) => isWhole || runs.length > 0);
  const { pushResults } = await import('./push-results.ts');
  return pushResults(jobs, { url, vantage: config.vantage.name, client, timeoutMs: pushTimeoutMs });
}

interface Checking {
  readonly config: Config;
  readonly flags: CheckFlags;
  readonly argv: readonly string[];
}

/** The results in the order of the targets, without those that were not checked before Ctrl-C. */
async function runAll(
  targets: readonly ScheduledTarget[],
  { config, flags, argv }: Checking,
  io: CliIo,
): Promise<readonly CheckedRun[]> {
  const checked = new Map<ScheduledTarget, CheckedRun>();
  const says = (): string => `${checked.size} of ${targets.length} checked`;
  using interruption = interruptible(io);
  const progress = progressOn(io, says());
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
        const { module, jobName: job, labels } = target;
        checked.set(target, {
          result,
          module,
          job,
          labels,
          warnings: warningsOf(result, flags.failOn.limits),
        });
        progress.say(says());
      },
      onBug: (error) => io.stderr.write(bugText(error, 'vantage check', argv)),
    },
  });
  progress.end();
  return targets.flatMap((target) => checked.get(target) ?? []);
}

async function exitCodeFor(output: OutputFormat, report: Report): Promise<number> {
  if (output === 'nagios') return (await import('../output/nagios.ts')).nagiosExitCode(report);
  const code = exitCodeOf(report.runs, report.failOn);
  return code === exitCodes.ok && report.problems.length > 0 ? exitCodes.unknown : code;
}

function nothingToCheck(schedules: number): string {
  return schedules === 0
    ? 'the configuration has no schedules: there is nothing to check'
    : 'no target of the schedules matches --job and --target: there is nothing to check';
}
