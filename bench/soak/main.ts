/** `npm run bench:soak`: whether Vantage holds more after a million probes than before; see docs/reliability.md. */
import { runToExit } from '../run-to-exit.ts';
import { parseSoakOptions } from './options.ts';
import { run } from './run.ts';

const options = parseSoakOptions(process.argv.slice(2));
if ('exitCode' in options) {
  const { text, exitCode } = options;
  (exitCode === 0 ? process.stdout : process.stderr).write(text);
  process.exit(exitCode);
}
await runToExit('bench:soak', (children) => run(options, children));
