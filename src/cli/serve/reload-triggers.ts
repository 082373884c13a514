import type { CliIo } from '../terminal/io.ts';
import type { ReloadableConfig } from './config-source.ts';

/** The longest time that a timer of Node.js can wait. */
const longestTimerMs = 2 ** 31 - 1;

/** Has the configuration read again at every SIGHUP, until it is disposed of. */
export function reloadOnSignal(io: CliIo, config: ReloadableConfig): Disposable {
  const remove = io.onSignal('SIGHUP', () => void config.reload());
  return { [Symbol.dispose]: remove };
}

/** Has the configuration read again every so many seconds, until it is disposed of; 0 is never. */
export function reloadOnTimer(seconds: number, config: ReloadableConfig): Disposable {
  if (seconds === 0) return { [Symbol.dispose]: () => {} };
  const everyMs = Math.min(seconds * 1000, longestTimerMs);
  const timer = setInterval(() => void config.reload('timer'), everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
