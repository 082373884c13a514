import type { CliIo } from './io.ts';
import { printable } from './printable.ts';

/**
 * Runs one command line, `argv` being what follows the program's name; resolves to the exit code.
 *
 * `vantage probe` runs one check, `vantage doctor` looks at this host. Everything else serves, with or without the word `serve`, so that the
 * command line of a blackbox_exporter works unchanged. A command is loaded only when it is the one to run:
 * loading takes longer than running.
 */
export async function run(argv: readonly string[], io: CliIo): Promise<number> {
  const [command, ...rest] = argv;
  try {
    if (command === 'probe') {
      const { probeCommand } = await import('./probe-command.ts');
      return await probeCommand(rest, io);
    }
    if (command === 'doctor') {
      const { doctorCommand } = await import('./doctor/doctor-command.ts');
      return await doctorCommand(rest, io);
    }
    const { serveCommand } = await import('./serve-command.ts');
    return await serveCommand(command === 'serve' ? rest : argv, io);
  } catch (error) {
    const what = printable(error instanceof Error ? error.message : String(error));
    io.stderr.write(`vantage: error: this is a bug, please report it: ${what}\n`);
    return command === 'probe' || command === 'doctor' ? 2 : 1;
  }
}
