import { InvalidArgumentError } from 'commander';
import { asGiven, CommandLine, once, parseCommandLine } from '../arguments/command-line.ts';
import { httpClientFor } from '../arguments/http-client.ts';
import type { CliCommand } from '../command.ts';
import { durationMs } from '../probe/probe-flags.ts';
import { exitCodes } from '../report/standing.ts';
import { interruptible } from '../terminal/interruptible.ts';
import type { CliIo } from '../terminal/io.ts';
import { paintFor } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { progressOn } from '../terminal/progress.ts';
import { textColumns } from '../view/text-columns.ts';
import { parseVantagePoint, type VantagePoint } from './vantage-point.ts';

interface CompareFlags {
  readonly from?: readonly VantagePoint[];
  readonly module?: string;
  readonly hostname?: string;
  readonly timeout?: number;
  readonly 'http.config.file'?: string;
  readonly output: 'text' | 'json';
}

/** As long as Prometheus waits for a scrape unless it is told otherwise. */
const usualTimeoutMs = 10_000;

/** `vantage compare`. */
export const compare: CliCommand = { commandLine: compareLine, run };

/**
 * Has running instances probe a target through their `/probe`, all at once, and prints their answers side by side.
 * Resolves to the exit code; Ctrl-C prints what there is so far.
 */
async function run(argv: readonly string[], io: CliIo): Promise<number> {
  const line = compareLine();
  const exitCode = parseCommandLine(line, argv, { io, usageExitCode: exitCodes.usage });
  if (exitCode !== undefined) return exitCode;
  const flags = line.opts<CompareFlags>();
  const say = (kind: 'error' | 'warning', text: string): void =>
    io.stderr.write(`vantage compare: ${kind}: ${printable(text)}\n`);
  const points = flags.from ?? [];
  const mistake = mistakeIn(points);
  if (mistake !== undefined) {
    say('error', `${mistake}, try --help`);
    return exitCodes.usage;
  }
  const client = await httpClientFor(flags['http.config.file']);
  if (!client.ok) {
    for (const text of client.mistakes) say('error', text);
    return exitCodes.usage;
  }
  for (const text of client.warnings) say('warning', text);
  const [target = ''] = line.args;
  const { module, hostname, timeout: timeoutMs = usualTimeoutMs } = flags;
  const question = { target, module, hostname, timeoutMs, client: client.client };

  const { askPoint } = await import('./ask-point.ts');
  using interruption = interruptible(io);
  let answered = 0;
  const told = (): string => `${answered} of ${points.length} vantage points have answered`;
  const progress = progressOn(io, told());
  const answers = await Promise.all(
    points.map(async (point) => {
      const answer = await askPoint(point, question, interruption.signal);
      answered += 1;
      progress.say(told());
      return answer;
    }),
  );
  progress.end();
  if (flags.output === 'json') {
    io.stdout.write((await import('./compare-json.ts')).compareJson(question, answers));
  } else {
    const { compareView } = await import('./compare-view.ts');
    io.stdout.write(compareView(target, answers, { paint: paintFor(io), ...textColumns(io.stdout) }));
  }
  const { compareExitCode } = await import('./opinion.ts');
  return compareExitCode(answers);
}

function mistakeIn(points: readonly VantagePoint[]): string | undefined {
  if (points.length === 0) return 'there is no vantage point to ask: name one with --from=URL';
  const names = points.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined
    ? undefined
    : `two vantage points are called ${twice}: give them names, as in --from=eu=URL`;
}

function compareLine(): CommandLine {
  const points: VantagePoint[] = [];
  return new CommandLine('vantage compare')
    .usage('[flags] --from=<url>... <target>')
    .description(
      'Has running vantage points probe a target through their /probe, and shows their answers side by side. A blackbox_exporter can be asked as well.',
    )
    .argument('<target>', 'as on /probe: what the module takes')
    .option(
      '--from <[name=]url>',
      'a vantage point, and what to call it; repeatable',
      (text: string): readonly VantagePoint[] => {
        const point = parseVantagePoint(text);
        if (point === undefined) {
          throw new InvalidArgumentError('It is a URL such as http://vantage.eu:9115, or name=URL');
        }
        points.push(point);
        return points;
      },
    )
    .option('--module <name>', 'module of their configurations, else http_2xx', asGiven())
    .option('--hostname <name>', "name for TLS and virtual hosts in place of the target's", asGiven())
    .option('--timeout <duration>', 'the time for an answer, else 10s', once(durationMs))
    .option(
      '--http.config.file <path>',
      'file with credentials and TLS settings for asking them, as of promtool',
      asGiven(),
    )
    .choice('-o, --output <format>', 'how to print it', { of: ['text', 'json'], usual: 'text' })
    .commonFlags()
    .exit(0, 'the target is up from everywhere')
    .exit(1, 'it is down from somewhere')
    .exit(2, 'wrong usage, or no vantage point can probe that target')
    .exit(3, 'it is down from nowhere, and a vantage point could not be asked or could not find out')
    .example(
      'vantage compare --from=eu=http://vantage.eu:9115 --from=us=http://vantage.us:9115 https://shop.example/',
      'Is it down everywhere, or only from here?',
    )
    .example(
      'vantage compare --from=eu=http://vantage.eu:9115 --from=us=http://vantage.us:9115 --module=icmp shop.example --output=json',
      'The same with another module, for a program',
    );
}
