import type { CliIo } from './terminal/io.ts';
import { printable } from './terminal/printable.ts';

/** The commands beside `serve`, each loaded only when it is the one to run: loading takes longer than running. */
const commands: Readonly<Record<string, (argv: readonly string[], io: CliIo) => Promise<number>>> = {
  probe: async (argv, io) => (await import('./probe/probe-command.ts')).probeCommand(argv, io),
  check: async (argv, io) => (await import('./check/check-command.ts')).checkCommand(argv, io),
  doctor: async (argv, io) => (await import('./doctor/doctor-command.ts')).doctorCommand(argv, io),
};

/**
 * Runs one command line, `argv` being what follows the program's name; resolves to the exit code.
 *
 * `vantage probe` runs one check, `vantage check` all that are scheduled, `vantage doctor` looks at this host. Everything
 * else serves, with or without the word `serve`, so that the command line of a blackbox_exporter works unchanged.
 */
export async function run(argv: readonly string[], io: CliIo): Promise<number> {
  const [word = '', ...rest] = argv;
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
  try {
    if (command !== undefined) return await command(rest, io);
    const { serveCommand } = await import('./serve/serve-command.ts');
    return await serveCommand(word === 'serve' ? rest : argv, io);
  } catch (error) {
    const what = printable(error instanceof Error ? error.message : String(error));
    io.stderr.write(`vantage: error: this is a bug, please report it: ${what}\n`);
    return command === undefined ? 1 : 2;
  }
}
