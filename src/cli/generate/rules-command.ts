import { InvalidArgumentError } from 'commander';
import { settingsOfConfig } from '../../generate/rules/config-settings.ts';
import { ruleFile } from '../../generate/rules/rule-file.ts';
import { version } from '../../version.ts';
import { type CommandLine, once, parseCommandLine } from '../arguments/command-line.ts';
import { parseGoUint } from '../arguments/go-uint.ts';
import type { CliCommand } from '../command.ts';
import type { CliIo } from '../terminal/io.ts';
import { type CommonFlags, generatingLine, type PointFlags, pointLabelFlag } from './common-flags.ts';
import { printGenerated, wrongUsage } from './generating.ts';

interface RulesFlags extends CommonFlags, PointFlags {
  readonly quorum?: number;
  readonly runbooks: string;
}

/** `vantage generate rules`. */
export const generateRules: CliCommand = { commandLine, run };

/** Prints the recording and alerting rules for Prometheus. */
async function run(argv: readonly string[], io: CliIo): Promise<number> {
  const line = commandLine();
  const exitCode = parseCommandLine(line, argv, { io, usageExitCode: wrongUsage });
  if (exitCode !== undefined) return exitCode;
  const { scrapeJob, quorum, runbooks, pointLabel = [], 'config.file': files } = line.opts<RulesFlags>();
  return printGenerated(files, io, (config) => {
    const own = settingsOfConfig(config);
    const pointLabels = [...new Set([...own.pointLabels, ...pointLabel])];
    const settings = { ...own, pointLabels, scrapeJob, quorum, runbooks };
    return { ok: true, text: ruleFile(`Made by vantage generate rules, version ${version}.`, settings) };
  });
}

function commandLine(): CommandLine {
  const line = generatingLine('rules', 'Recording and alerting rules for Prometheus.');
  line
    .usage('[flags]')
    .addOption(pointLabelFlag())
    .option('--quorum <count>', 'so many vantage points make "down"; else more than half', once(positive))
    .option('--runbooks <url>', 'where the runbooks are', once(withoutSlash), 'docs/runbooks');
  return line
    .commonFlags()
    .example(
      'vantage generate rules --config.file=config.example.yml',
      'for the targets and objectives of a file',
    )
    .example(
      'vantage generate rules --config.file=config.example.yml --quorum=2',
      'the same, where two vantage points are enough to call a target down',
    );
}

function positive(text: string): number {
  const value = parseGoUint(text);
  if (value === undefined || value === 0) throw new InvalidArgumentError('It is a whole number, 1 or more');
  return value;
}

function withoutSlash(text: string): string {
  return text.replace(/\/+$/u, '');
}
