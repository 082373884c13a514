/** `npm run bench:threads`: whether probe threads pay on this machine; see docs/decisions/2026-11-29-probe-threads.md. */
import { runToExit } from '../run-to-exit.ts';
import { parseThreadsOptions } from './options.ts';
import { run } from './run.ts';

const options = parseThreadsOptions(process.argv.slice(2));
if ('exitCode' in options) {
  const { text, exitCode } = options;
  (exitCode === 0 ? process.stdout : process.stderr).write(text);
  process.exit(exitCode);
}
await runToExit('bench:threads', (children) => run(options, children));
