import { Option } from 'commander';
import { usualResolvers } from '../../diagnosis/usual-resolvers.ts';
import { CommandLine, once, parseCommandLine } from '../arguments/command-line.ts';
import {
  durationMs,
  type ModuleFlags,
  moduleChoice,
  moduleFlags,
  moduleFlagsOf,
} from '../probe/probe-flags.ts';
import { exitCodes } from '../report/standing.ts';
import type { CliIo } from '../terminal/io.ts';
import { resolverList } from './resolver-list.ts';

const outputs = ['text', 'json'] as const;

/** What the command line of `vantage diagnose` says. */
export interface DiagnoseFlags extends ModuleFlags {
  /** Of the probe. */
  readonly timeoutMs?: number;
  /** To compare names with; empty: nobody outside is asked. */
  readonly otherResolvers: readonly string[];
  readonly output: (typeof outputs)[number];
}

interface RawFlags {
  readonly ipv4?: boolean;
  readonly ipv6?: boolean;
  readonly timeout?: number;
  readonly 'diagnose.resolvers': readonly string[];
  readonly output: DiagnoseFlags['output'];
}

/** Reads the command line of `vantage diagnose`, or gives the exit code when it ends the program. */
export function parseDiagnoseFlags(argv: readonly string[], io: CliIo): DiagnoseFlags | number {
  const command = diagnoseCommandLine();
  const exitCode = parseCommandLine(command, argv, { io, usageExitCode: exitCodes.usage });
  if (exitCode !== undefined) return exitCode;
  const raw = command.opts<RawFlags>();
  if (raw.ipv4 === true && raw.ipv6 === true) {
    io.stderr.write(`${command.name()}: error: -4 and -6 exclude each other, try --help\n`);
    return exitCodes.usage;
  }
  return {
    ...moduleFlagsOf(command),
    output: raw.output,
    otherResolvers: raw['diagnose.resolvers'],
    ...(raw.timeout !== undefined && { timeoutMs: raw.timeout }),
  };
}

/** What `vantage diagnose` takes. */
export function diagnoseCommandLine(): CommandLine {
  const command = new CommandLine('vantage diagnose')
    .usage('[flags] <target>')
    .description('Finds out why a check fails: at the target, its name, the way there or this host.')
    .argument('<target>', 'what vantage probe takes');
  return moduleFlags(moduleChoice(command))
    .option('--timeout <duration>', "of the check; else the module's own; 5s at the most", once(durationMs))
    .addOption(
      new Option('--diagnose.resolvers <list>', 'compare names with these; none asks nobody outside')
        .argParser(once(resolverList))
        .default(usualResolvers, usualResolvers.join(',')),
    )
    .choice('-o, --output <format>', 'how to print it', { of: outputs, usual: 'text' })
    .exit(0, 'nothing is wrong')
    .exit(1, 'a fault was found')
    .exit(2, 'wrong usage, configuration or target')
    .exit(3, 'the check fails, and nobody can say why')
    .commonFlags()
    .example('vantage diagnose https://shop.example/health', 'Why is the page not served?')
    .example(
      'vantage diagnose tcp://db.example:5432 --diagnose.resolvers=none',
      'The same of a port, without asking anybody outside',
    );
}
