import { EventEmitter, once } from 'node:events';
import type { CliIo, CliSignal } from '../../src/cli/terminal/io.ts';

/** An io that keeps what a command printed and lets a test send its signals. */
export interface RecordingIo extends CliIo {
  readonly printed: () => string;
  readonly complained: () => string;
  /** Resolves to the first match in what stands on standard error, now or later. */
  complaint(pattern: RegExp): Promise<RegExpExecArray>;
  /** Calls the listeners of a signal; how many there were. */
  send(signal: CliSignal): number;
  /** The codes of immediate exits asked for. */
  readonly exits: readonly number[];
}

/** `columns` makes standard output a terminal of that width. */
export function recordingIo(
  options: { readonly columns?: number; readonly env?: CliIo['env'] } = {},
): RecordingIo {
  const out: string[] = [];
  const err: string[] = [];
  const exits: number[] = [];
  const complaints = new EventEmitter();
  const listeners = new Map<CliSignal, Set<() => void>>();
  const { columns, env = {} } = options;
  return {
    stdout: { write: (text) => void out.push(text), ...(columns !== undefined && { columns }) },
    stderr: {
      write(text) {
        err.push(text);
        complaints.emit('complaint');
      },
    },
    env,
    onSignal(signal, listener) {
      const known = listeners.get(signal) ?? new Set();
      listeners.set(signal, known.add(listener));
      return () => known.delete(listener);
    },
    exitNow: (code) => void exits.push(code),
    printed: () => out.join(''),
    complained: () => err.join(''),
    async complaint(pattern) {
      for (;;) {
        const match = pattern.exec(err.join(''));
        if (match !== null) return match;
        await once(complaints, 'complaint');
      }
    },
    send(signal) {
      const known = [...(listeners.get(signal) ?? [])];
      for (const listener of known) listener();
      return known.length;
    },
    exits,
  };
}
