import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startVantage } from '../cli/vantage-process.ts';
import { type Answer, ask } from '../helpers/app.ts';
import { type StartedProgram, startProgram } from '../helpers/started-program.ts';
import type { Reference } from './reference.ts';

/** Vantage, as it is built, and the reference, both started with one file. */
export interface Pair extends AsyncDisposable {
  /** The same request to both, at the same time. */
  ask(path: string, options?: Parameters<typeof ask>[2]): Promise<readonly [ours: Answer, theirs: Answer]>;
}

/** Starts both on ports of loopback; resolves when both listen. */
export async function startPair(reference: Reference, configFile: string): Promise<Pair> {
  const flags = [`--config.file=${configFile}`, '--web.listen-address=127.0.0.1:0'];
  const ours = startVantage(flags);
  const theirs = startProgram(reference.command, flags);
  const [ourPort, theirPort] = await Promise.all([portOf(ours), portOf(theirs)]);
  return {
    ask: (path, options) => Promise.all([ask(ourPort, path, options), ask(theirPort, path, options)]),
    [Symbol.asyncDispose]: async () => {
      await ours[Symbol.asyncDispose]();
      await theirs[Symbol.asyncDispose]();
    },
  };
}

async function portOf(program: StartedProgram): Promise<number> {
  const [, port] = await program.saysOnStderr(/address=127\.0\.0\.1:(\d+)/u);
  return Number(port);
}

/** Writes a configuration of these modules into a directory; its path. */
export function writeModules(directory: string, modules: ReadonlyMap<string, string>): string {
  const path = join(directory, 'config.yml');
  const lines = [...modules].map(([name, module]) => `  ${name}: ${module}\n`);
  writeFileSync(path, `modules:\n${lines.join('')}`);
  return path;
}
