import { version } from '../../version.ts';
import { printable, printableLines } from './printable.ts';

/**
 * What is printed of an exception that nobody expected: what happened and where, and what to do about it. The stack is for
 * whoever asks for it by `--debug`.
 */
export function bugText(error: unknown, program: string, argv: readonly string[]): string {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place = /(?:^|[(/\s])((?:src|probes)\/[\w./-]+:\d+:\d+)/mu.exec(stack)?.[1];
  const where = place === undefined ? '' : `, at ${place}`;
  const isDebug = argv.includes('--debug');
  const how = isDebug
    ? 'this command and all that it printed'
    : 'this command and what it prints with --debug';
  return [
    `${program}: error: this is a bug of Vantage ${version} (Node.js ${process.version}): ${printable(message)}${printable(where)}`,
    `Please report it to whoever you have Vantage from, with ${how}.`,
    ...(isDebug && stack !== '' ? [printableLines(stack)] : []),
    '',
  ].join('\n');
}
