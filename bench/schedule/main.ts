/** `npm run bench:schedule`: what it costs Vantage, as a whole, to probe on schedules; see docs/performance.md. */
import { runToExit } from '../run-to-exit.ts';
import { parseScheduleOptions } from './options.ts';
import { run } from './run.ts';

const options = parseScheduleOptions(process.argv.slice(2));
if ('exitCode' in options) {
  const { text, exitCode } = options;
  (exitCode === 0 ? process.stdout : process.stderr).write(text);
  process.exit(exitCode);
}
await runToExit('bench:schedule', (children) => run(options, children));
