import { type StartedProgram, startProgram } from '../helpers/started-program.ts';

/** The built command's file. */
export const program = new URL('../../dist/src/cli/main.js', import.meta.url).pathname;

/** Runs `vantage` with these arguments and additions to its environment; disposing of it kills it. */
export function startVantage(argv: readonly string[], env: NodeJS.ProcessEnv = {}): StartedProgram {
  return startProgram(process.execPath, [program, ...argv], env);
}
