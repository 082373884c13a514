import { formatGoDuration } from '../../../probes/shared/schema/go-duration.ts';
import { machineOutput, type Report } from '../output/formats.ts';
import type { CheckedRun } from '../report/checked-run.ts';
import { exitCodeOf, exitCodes, failsByWarning } from '../report/standing.ts';
import { emptyTally, type Tally, withRun } from '../report/tally.ts';
import type { CliIo } from '../terminal/io.ts';
import { paintFor } from '../terminal/paint.ts';
import { printable, printableLines } from '../terminal/printable.ts';
import { progressOn } from '../terminal/progress.ts';
import { textColumns } from '../view/text-columns.ts';
import type { ProbeFlags } from './probe-flags.ts';

/** What is shown, and for which command. */
export interface Showing {
  readonly flags: ProbeFlags;
  readonly command: string;
  /** How many targets there are. */
  readonly targets: number;
}

type Rounds = AsyncIterable<readonly CheckedRun[]>;

/** Prints the runs as they come or at their end, as the flags want it; resolves to the exit code. */
export async function showRuns(rounds: Rounds, showing: Showing, io: CliIo): Promise<number> {
  const { output, count } = showing.flags;
  if (output === 'ndjson') return streamLines(rounds, showing, io);
  if (count === Number.POSITIVE_INFINITY) return watch(rounds, showing, io);
  const progress = progressOn(io, waitingFor(showing, 0));
  const runs: CheckedRun[] = [];
  try {
    for await (const round of rounds) {
      runs.push(...ended(round, runs.length));
      progress.say(waitingFor(showing, runs.length));
    }
  } finally {
    progress.end();
  }
  const isSeveral = showing.targets > 1 || count > 1;
  const report: Report = { runs, failOn: showing.flags.failOn, problems: [], isSeveral };
  complainOfTargets(runs, showing, io);
  if (output !== 'text') {
    const text = await machineOutput(output, report);
    // Label values may come from the target; a file gets them as they are, a terminal must not obey them.
    io.stdout.write(io.stdout.columns === undefined ? text : printableLines(text));
    if (output === 'nagios') return (await import('../output/nagios.ts')).nagiosExitCode(report);
  } else {
    await printText(runs, showing, io);
  }
  return exitCodeOf(runs, showing.flags.failOn);
}

/** Each run on a line of its own as soon as it is over. */
async function streamLines(rounds: Rounds, showing: Showing, io: CliIo): Promise<number> {
  const { failOn } = showing.flags;
  let worst: number = exitCodes.unknown;
  let shown = 0;
  for await (const round of rounds) {
    const runs = ended(round, shown);
    if (runs.length === 0) break;
    const code = exitCodeOf(runs, failOn);
    worst = shown === 0 ? code : worseOf(worst, code);
    shown += runs.length;
    io.stdout.write(await machineOutput('ndjson', { runs, failOn, problems: [], isSeveral: true }));
  }
  return worst;
}

/** On a terminal a picture that is drawn anew after each round, elsewhere a line for each run; at the end the statistics. */
async function watch(rounds: Rounds, { flags, targets }: Showing, io: CliIo): Promise<number> {
  const { runLine, seriesView } = await import('../view/series-view.ts');
  const { screenOn } = await import('../terminal/screen.ts');
  const paint = paintFor(io);
  const screen = screenOn(io.stdout);
  const tallies: Tally[] = Array.from({ length: targets }, () => emptyTally);
  const statistics = (): string =>
    tallies
      .map((tally) => seriesView(tally, { paint, failOn: flags.failOn, ...textColumns(io.stdout) }))
      .join('\n');
  let worst: number = exitCodes.unknown;
  let seen = 0;
  for await (const round of rounds) {
    const runs = ended(round, seen);
    if (runs.length === 0) break;
    const code = exitCodeOf(runs, flags.failOn);
    worst = seen === 0 ? code : worseOf(worst, code);
    seen += runs.length;
    for (const [index, run] of runs.entries()) {
      const before = tallies[index] ?? emptyTally;
      tallies[index] = withRun(before, run);
      const isFirst = before.last?.result.outcome.ok !== false;
      if (screen === undefined) io.stdout.write(runLine(run, { paint, isFirst }));
    }
    screen?.draw(`${statistics()}\n  every ${formatGoDuration(flags.intervalMs)}; Ctrl-C ends it\n`);
  }
  if (screen !== undefined) screen.end(statistics());
  else if (seen > 0) io.stdout.write(`\n${statistics()}`);
  return worst;
}

async function printText(
  runs: readonly CheckedRun[],
  { flags: { count, verbose, failOn }, targets }: Showing,
  io: CliIo,
): Promise<void> {
  const { runView } = await import('../view/run-view.ts');
  const style = { paint: paintFor(io), verbose, failOn, ...textColumns(io.stdout) };
  const shown = runs.filter(isProbeable);
  if (count > 1) {
    const { seriesView } = await import('../view/series-view.ts');
    const parts = tallied(shown, targets).map((tally) => {
      const example = tally.lastFailure ?? tally.last;
      if (example === undefined) return '';
      const which = tally.lastFailure === undefined ? 'last run' : 'last failure';
      return `${seriesView(tally, style)}\n${which}:\n${runView(example, style)}`;
    });
    io.stdout.write(parts.join('\n'));
    return;
  }
  const good = shown.filter((run) => run.result.outcome.ok && !failsByWarning(run, failOn)).length;
  const word = good === targets ? style.paint.good('OK') : style.paint.bad('FAIL');
  const summary = targets > 1 ? [`${word} ${good} of ${targets} are up\n`] : [];
  io.stdout.write([...summary, ...shown.map((run) => runView(run, style))].join('\n'));
}

/** One tally for each target: the runs come round by round, and each round has the targets in the same order. */
function tallied(runs: readonly CheckedRun[], targets: number): readonly Tally[] {
  const tallies: Tally[] = Array.from({ length: targets }, () => emptyTally);
  for (const [index, run] of runs.entries()) {
    const at = index % targets;
    tallies[at] = withRun(tallies[at] ?? emptyTally, run);
  }
  return tallies;
}

/** Without a round that was cut off, unless there is nothing else to show. */
function ended(round: readonly CheckedRun[], before: number): readonly CheckedRun[] {
  const isCut = round.some(
    ({ result: { outcome } }) => !outcome.ok && outcome.failure.reason === 'local.aborted',
  );
  return isCut && before > 0 ? [] : round;
}

function isProbeable({ result: { outcome } }: CheckedRun): boolean {
  return outcome.ok || outcome.failure.reason !== 'target.invalid';
}

/** A target that cannot be probed is a mistake on the command line, not a finding. */
function complainOfTargets(runs: readonly CheckedRun[], { command }: Showing, io: CliIo): void {
  for (const { result } of runs) {
    const { outcome } = result;
    if (outcome.ok || outcome.failure.reason !== 'target.invalid') continue;
    io.stderr.write(`${command}: error: ${printable(outcome.failure.detail)}\n`);
  }
}

function worseOf(one: number, other: number): number {
  const order = [exitCodes.ok, exitCodes.unknown, exitCodes.failed, exitCodes.usage];
  return order.findLast((code) => code === one || code === other) ?? exitCodes.unknown;
}

function waitingFor({ flags, targets }: Showing, done: number): string {
  const total = flags.count * targets;
  const what = targets === 1 ? printable(flags.targets[0] ?? '') : `${targets} targets`;
  return total === 1 ? `probing ${what}` : `probing ${what}, ${done} of ${total} done`;
}
