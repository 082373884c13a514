/** `npm run bench`: Vantage as a whole beside blackbox_exporter; see docs/performance.md. */
import { parseOptions } from './options.ts';
import { run } from './run.ts';
import { runToExit } from './run-to-exit.ts';

const options = parseOptions(process.argv.slice(2));
if ('exitCode' in options) {
  const { text, exitCode } = options;
  (exitCode === 0 ? process.stdout : process.stderr).write(text);
  process.exit(exitCode);
}
await runToExit('bench', (children) => run(options, children));
