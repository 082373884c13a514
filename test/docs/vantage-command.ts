import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { probers } from '../../probes/registry.ts';
import { parseCommandLine } from '../../src/cli/arguments/command-line.ts';
import { parseCheckFlags } from '../../src/cli/check/check-flags.ts';
import { selectionOf } from '../../src/cli/check/check-selection.ts';
import { scheduledNow } from '../../src/cli/check/scheduled-now.ts';
import type { CliCommand } from '../../src/cli/command.ts';
import { chooseModules } from '../../src/cli/probe/choose-module.ts';
import { parseProbeFlags } from '../../src/cli/probe/probe-flags.ts';
import { dns, dnsFlags, grpc, http, icmp, shorthandFlags, tcp, tls } from '../../src/cli/probe/shorthands.ts';
import { run } from '../../src/cli/run.ts';
import { parseServeFlags } from '../../src/cli/serve/serve-flags.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { loadConfig } from '../../src/config/load.ts';
import { everyCommand } from '../cli/command-tree.ts';
import { type RecordingIo, recordingIo } from '../cli/recording-io.ts';

/**
 * Why the words of a command, as an example shows them, would not work; nothing for a command that would, and
 * for programs of others.
 *
 * Flags go through the program's own parsers. A target and a module are chosen as the program does, and a
 * configuration file is loaded, when that file is in the repository; a user's own is not at hand.
 */
export async function commandProblems(words: readonly string[]): Promise<readonly string[]> {
  const argv = vantageArguments(words);
  if (argv !== undefined) {
    const [word = '', ...rest] = argv;
    if (word === 'probe' || shorthands.has(word)) return probeProblems(word, rest);
    if (word === 'check') return checkProblems(rest);
    if (word === 'generate') return generateProblems(argv);
    return ['', 'serve'].includes(word) || word.startsWith('-') ? serveProblems(argv) : parsingProblems(argv);
  }
  const [program, verb, name] = words.filter((word) => !word.startsWith('-'));
  if (program !== 'npm' || verb === undefined || !['run', 'start', 'test'].includes(verb)) return [];
  const script = verb === 'run' ? (name ?? '') : verb;
  return script in npmScripts() ? [] : [`package.json has no script "${script}"`];
}

/** What follows the program's name, wherever in the command that stands; undefined when it does not. */
export function vantageArguments(words: readonly string[]): readonly string[] | undefined {
  const at = words.findIndex((word) => word === 'vantage' || word.endsWith('dist/src/cli/main.js'));
  return at < 0 ? undefined : words.slice(at + 1);
}

/** The commands that name their prober. */
const shorthands: ReadonlyMap<string, CliCommand> = new Map(
  Object.entries({ http, tcp, icmp, tls, grpc, dns }),
);

async function probeProblems(word: string, argv: readonly string[]): Promise<readonly string[]> {
  const io = recordingIo();
  const flags = await probeFlags(word, argv, io);
  if (typeof flags === 'number') return flags === 0 ? [] : [io.complained()];
  if (flags.configFiles?.every((path) => existsSync(path)) === false) return [];
  const choice = await chooseModules(flags, probers);
  return choice.ok ? choice.warnings : choice.mistakes;
}

async function checkProblems(argv: readonly string[]): Promise<readonly string[]> {
  const io = recordingIo();
  const flags = parseCheckFlags(argv, io);
  if (typeof flags === 'number') return flags === 0 ? [] : [io.complained()];
  if (!flags.configFiles.every((file) => existsSync(file))) return [];
  const loaded = await loadConfig(flags.configFiles, probers);
  if (!loaded.ok) return loaded.issues.map(formatIssue);
  const { targets, problems } = await scheduledNow(loaded.config, selectionOf(flags.jobs));
  const isWanted = selectionOf(flags.targets);
  return targets.some(({ target }) => isWanted(target.text)) ? problems : ['nothing matches'];
}

function probeFlags(word: string, argv: readonly string[], io: RecordingIo) {
  if (word === 'dns') return dnsFlags(argv, io);
  const shorthand = shorthands.get(word);
  return shorthand === undefined
    ? parseProbeFlags(argv, io)
    : shorthandFlags(shorthand.commandLine(), argv, io);
}

/** Only reads the words, of a command that does nothing else with them that could be wrong. */
async function parsingProblems(argv: readonly string[]): Promise<readonly string[]> {
  const named = everyCommand.find(({ name }) => name.split(' ').every((word, index) => argv[index] === word));
  if (named === undefined) return [`there is no command ${argv.join(' ')}`];
  const io = recordingIo();
  const command = await named.load();
  const rest = argv.slice(named.name.split(' ').length);
  const exitCode = parseCommandLine(command.commandLine(), rest, { io, usageExitCode: 2 }) ?? 0;
  return exitCode === 0 ? [] : [io.complained()];
}

async function serveProblems(argv: readonly string[]): Promise<readonly string[]> {
  const io = recordingIo();
  const flags = parseServeFlags(argv[0] === 'serve' ? argv.slice(1) : argv, io);
  if (typeof flags === 'number') return flags === 0 ? [] : [io.complained()];
  if (!flags.configFiles.every((path) => existsSync(path))) return [];
  const loaded = await loadConfig(flags.configFiles, probers);
  return (loaded.ok ? loaded.warnings : loaded.issues).map(formatIssue);
}

async function generateProblems(argv: readonly string[]): Promise<readonly string[]> {
  const files = argv.flatMap((word) => /^--config\.file=(?<path>.*)$/u.exec(word)?.groups?.['path'] ?? []);
  if (!files.every((path) => existsSync(path))) return parsingProblems(argv);
  const io = recordingIo();
  const code = await run(argv, io);
  return code === 0 ? [] : [io.complained()];
}

/** The scripts of package.json, by name. */
export function npmScripts(): Readonly<Record<string, string>> {
  const manifest = z.object({ scripts: z.record(z.string(), z.string()) });
  return manifest.parse(JSON.parse(readFileSync('package.json', 'utf8'))).scripts;
}
