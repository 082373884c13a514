import { expect, test } from 'vitest';
import { interruptible } from '../../../src/cli/terminal/interruptible.ts';
import { recordingIo } from '../recording-io.ts';

test.each(['SIGINT', 'SIGTERM', 'SIGPIPE'] as const)('%s asks a command to end', (signal) => {
  const io = recordingIo();
  using interruption = interruptible(io);
  expect(interruption.signal.aborted).toBe(false);
  io.send(signal);
  expect(interruption.signal.aborted).toBe(true);
  expect(io.exits).toEqual([]);
});

test('a second SIGINT or SIGTERM ends the process, what nobody reads does not', () => {
  const io = recordingIo();
  using _interruption = interruptible(io);
  for (const signal of ['SIGPIPE', 'SIGPIPE', 'SIGINT', 'SIGTERM'] as const) io.send(signal);
  expect(io.exits).toEqual([130, 143]);
});

test('nothing is listened to once it is over', () => {
  const io = recordingIo();
  interruptible(io)[Symbol.dispose]();
  const signals = ['SIGINT', 'SIGTERM', 'SIGPIPE'] as const;
  expect(signals.map((signal) => io.send(signal))).toEqual([0, 0, 0]);
});
