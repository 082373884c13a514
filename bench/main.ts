/** `npm run bench`: Vantage as a whole beside blackbox_exporter; see docs/performance.md. */
import { openChildren } from './children.ts';
import { parseOptions } from './options.ts';
import { run } from './run.ts';

const options = parseOptions(process.argv.slice(2));
if ('exitCode' in options) {
  const { text, exitCode } = options;
  (exitCode === 0 ? process.stdout : process.stderr).write(text);
  process.exit(exitCode);
}
const children = openChildren();
const interrupted = new Promise<number>((resolve) => {
  // 128 and the signal's number, as shells count.
  process.once('SIGINT', () => resolve(130));
  process.once('SIGTERM', () => resolve(143));
});
const finished = run(options, children).then(
  () => 0,
  (error: unknown) => {
    process.stderr.write(`bench: error: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  },
);
const exitCode = await Promise.race([finished, interrupted]);
await children[Symbol.asyncDispose]();
process.exit(exitCode);
