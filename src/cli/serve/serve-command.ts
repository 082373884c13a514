import type { CliCommand } from '../command.ts';
import type { CliIo } from '../terminal/io.ts';
import { limitHeapGrowth } from './heap-growth.ts';
import { parseServeFlags, serveCommandLine } from './serve-flags.ts';

/** `vantage serve`. */
export const serveProbes: CliCommand = { commandLine: serveCommandLine, run: serveCommand };

/**
 * Serves until SIGTERM or SIGINT, then resolves to 0; to 1 when it cannot start: wrong usage,
 * an unusable configuration, an address that is taken. With `--config.check` only the configuration is looked at.
 */
async function serveCommand(argv: readonly string[], io: CliIo): Promise<number> {
  const flags = parseServeFlags(argv, io);
  if (typeof flags === 'number') return flags;
  limitHeapGrowth(0);
  const { serve } = await import('./serve.ts');
  return serve(flags, io);
}
