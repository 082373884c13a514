import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { probers } from '../../probes/registry.ts';
import { parseCheckFlags } from '../../src/cli/check/check-flags.ts';
import { selectionOf } from '../../src/cli/check/check-selection.ts';
import { scheduledNow } from '../../src/cli/check/scheduled-now.ts';
import { parseDoctorFlags } from '../../src/cli/doctor/doctor-command.ts';
import { chooseModule } from '../../src/cli/probe/choose-module.ts';
import { parseProbeFlags } from '../../src/cli/probe/probe-flags.ts';
import { run } from '../../src/cli/run.ts';
import { parseServeFlags } from '../../src/cli/serve/serve-flags.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { loadConfig } from '../../src/config/load.ts';
import { recordingIo } from '../cli/recording-io.ts';

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
    if (argv[0] === 'probe') return probeProblems(argv.slice(1));
    if (argv[0] === 'check') return checkProblems(argv.slice(1));
    if (argv[0] === 'generate') return generateProblems(argv);
    return argv[0] === 'doctor' ? doctorProblems(argv.slice(1)) : serveProblems(argv);
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

async function probeProblems(argv: readonly string[]): Promise<readonly string[]> {
  const io = recordingIo();
  const flags = parseProbeFlags(argv, io);
  if (typeof flags === 'number') return flags === 0 ? [] : [io.complained()];
  if (flags.configFiles?.every((path) => existsSync(path)) === false) return [];
  const choice = await chooseModule(flags, probers);
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

function doctorProblems(argv: readonly string[]): readonly string[] {
  const io = recordingIo();
  return (parseDoctorFlags(argv, io) ?? 0) === 0 ? [] : [io.complained()];
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
  const io = recordingIo();
  const code = await run(argv, io);
  return code === 0 ? [] : [io.complained()];
}

/** The scripts of package.json, by name. */
export function npmScripts(): Readonly<Record<string, string>> {
  const manifest = z.object({ scripts: z.record(z.string(), z.string()) });
  return manifest.parse(JSON.parse(readFileSync('package.json', 'utf8'))).scripts;
}
