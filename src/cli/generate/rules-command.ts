import { InvalidArgumentError } from 'commander';
import { settingsOfConfig } from '../../generate/rules/config-settings.ts';
import { prometheusRule, ruleFile } from '../../generate/rules/rule-file.ts';
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
  /** The name of a resource for the Prometheus Operator; undefined for a rule file. */
  readonly prometheusRule?: string;
}

/** `vantage generate rules`. */
export const generateRules: CliCommand = { commandLine, run };

/** Prints the recording and alerting rules for Prometheus. */
async function run(argv: readonly string[], io: CliIo): Promise<number> {
  const line = commandLine();
  const exitCode = parseCommandLine(line, argv, { io, usageExitCode: wrongUsage });
  if (exitCode !== undefined) return exitCode;
  const flags = line.opts<RulesFlags>();
  const { scrapeJob, quorum, runbooks, pointLabel = [], prometheusRule: name, 'config.file': files } = flags;
  return printGenerated(files, io, (config) => {
    const own = settingsOfConfig(config);
    const pointLabels = [...new Set([...own.pointLabels, ...pointLabel])];
    const settings = { ...own, pointLabels, scrapeJob, quorum, runbooks };
    const comment = `Made by vantage generate rules, version ${version}.`;
    const text = name === undefined ? ruleFile(comment, settings) : prometheusRule(comment, name, settings);
    return { ok: true, text };
  });
}

function commandLine(): CommandLine {
  const line = generatingLine('rules', 'Recording and alerting rules for Prometheus.');
  line
    .usage('[flags]')
    .addOption(pointLabelFlag())
    .option('--quorum <count>', 'so many vantage points make "down"; else more than half', once(positive))
    .option('--runbooks <url>', 'where the runbooks are', once(withoutSlash), 'docs/runbooks')
    .option(
      '--prometheus-rule <name>',
      'a resource of that name for the Prometheus Operator',
      once(kubernetesName),
    );
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

/** As Kubernetes wants names of such resources: RFC 1123, section 2.1. */
function kubernetesName(text: string): string {
  if (text.length <= 253 && /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/u.test(text)) return text;
  throw new InvalidArgumentError('It is lower-case letters, digits, "-" and "."');
}

function withoutSlash(text: string): string {
  return text.replace(/\/+$/u, '');
}
