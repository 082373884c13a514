import type { ProberDefinition } from '../../../probes/contract.ts';
import { formatIssue } from '../../config/issue.ts';
import type { LoadResult } from '../../config/load.ts';
import { CommandLine, listOf, parseCommandLine } from '../arguments/command-line.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../report/standing.ts';
import type { CliIo } from '../terminal/io.ts';
import { printable, printableLines } from '../terminal/printable.ts';

/** `vantage config check`: whether a configuration loads, and what of it cannot work. */
export const checkConfig: CliCommand = {
  commandLine: checkLine,
  async run(argv, io) {
    const files = filesOf(checkLine(), argv, io);
    if (typeof files === 'number') return files;
    const probers = await allProbers();
    const loaded = await load(files, probers, io);
    if (!loaded.ok) return exitCodes.usage;
    const { fileWarnings } = await import('../../config/file-warnings.ts');
    for (const warning of [...loaded.warnings, ...(await fileWarnings(files, probers))]) {
      io.stderr.write(`${printable(`warning: ${formatIssue(warning)}`)}\n`);
    }
    const { modules, schedules } = loaded.config;
    io.stdout.write(
      `OK ${printable(files.join(', '))}: ${modules.size} modules, ${schedules.length} schedules\n`,
    );
    return exitCodes.ok;
  },
};

/** `vantage config print`: the configuration with its defaults and without its secrets. */
export const printConfig: CliCommand = {
  commandLine: printLine,
  async run(argv, io) {
    const line = printLine();
    const files = filesOf(line, argv, io);
    if (typeof files === 'number') return files;
    const loaded = await load(files, await allProbers(), io);
    if (!loaded.ok) return exitCodes.usage;
    const { renderConfig, renderConfigJson } = await import('../../config/render.ts');
    const isJson = line.opts<{ readonly output: string }>().output === 'json';
    const text = isJson ? renderConfigJson(loaded.config) : renderConfig(loaded.config);
    io.stdout.write(io.stdout.columns === undefined ? text : printableLines(text));
    return exitCodes.ok;
  },
};

function checkLine(): CommandLine {
  return filesLine(
    'vantage config check',
    'Reads a configuration and tells every mistake with its place, and what loads and cannot work.',
  )
    .commonFlags()
    .exit(0, 'the configuration can be used, perhaps with warnings')
    .exit(2, 'wrong usage, or mistakes in the configuration')
    .example('vantage config check --config.file=config.example.yml', 'Would a server start with this file?');
}

function printLine(): CommandLine {
  return filesLine(
    'vantage config print',
    'Prints a configuration as /config of a server shows it: without its secrets.',
  )
    .choice('-o, --output <format>', 'yaml leaves out what is false, 0 or empty; json is whole', {
      of: ['yaml', 'json'],
      usual: 'yaml',
    })
    .commonFlags()
    .exit(0, 'the configuration is printed')
    .exit(2, 'wrong usage, or mistakes in the configuration')
    .example('vantage config print --config.file=config.example.yml', 'What does this file come to?')
    .example(
      'vantage config print --config.file=config.example.yml --output=json',
      'With every default, for a program',
    );
}

function filesLine(name: string, description: string): CommandLine {
  return new CommandLine(name)
    .usage('[flags]')
    .description(description)
    .option('--config.file <path>', 'file or folder of files, else blackbox.yml; repeatable', listOf());
}

function filesOf(line: CommandLine, argv: readonly string[], io: CliIo): readonly string[] | number {
  const exitCode = parseCommandLine(line, argv, { io, usageExitCode: exitCodes.usage });
  if (exitCode !== undefined) return exitCode;
  return line.opts<{ readonly 'config.file'?: readonly string[] }>()['config.file'] ?? ['blackbox.yml'];
}

async function allProbers(): Promise<ReadonlyMap<string, ProberDefinition>> {
  return (await import('../../../probes/registry.ts')).probers;
}

/** The configuration, or each mistake on a line of standard error. */
async function load(
  files: readonly string[],
  probers: ReadonlyMap<string, ProberDefinition>,
  io: CliIo,
): Promise<LoadResult> {
  const { loadConfig } = await import('../../config/load.ts');
  const loaded = await loadConfig(files, probers);
  if (!loaded.ok) for (const issue of loaded.issues) io.stderr.write(`${printable(formatIssue(issue))}\n`);
  return loaded;
}
