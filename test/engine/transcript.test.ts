import { describe, expect, test } from 'vitest';
import { startTranscript } from '../../src/engine/transcript.ts';

function clockAt(times: number[]): { monotonicMs: () => number; wallMs: () => number } {
  return { monotonicMs: () => times.shift() ?? 0, wallMs: () => 0 };
}

describe('a transcript', () => {
  test('counts its times from its start', () => {
    const transcript = startTranscript(clockAt([100, 100.5, 103]));
    transcript.record('debug', 'Connected', { port: 80 });
    transcript.record('warn', 'Slow');
    expect(transcript.events()).toEqual([
      { atMs: 0.5, level: 'debug', message: 'Connected', fields: { port: 80 } },
      { atMs: 3, level: 'warn', message: 'Slow', fields: {} },
    ]);
  });

  test('keeps at most 64 KiB and says how many lines it dropped', () => {
    const transcript = startTranscript(clockAt([]));
    for (let line = 0; line < 100; line += 1) transcript.record('info', 'x', { text: 'y'.repeat(1000) });
    const events = transcript.events();
    expect(events.length).toBe(66);
    expect(events.at(-1)).toEqual({
      atMs: 0,
      level: 'warn',
      message: 'The transcript was full; further lines were dropped',
      fields: { dropped: 35 },
    });
  });

  test('drops a line that is too long by itself and goes on', () => {
    const transcript = startTranscript(clockAt([]));
    transcript.record('info', 'long', { text: 'ü'.repeat(40_000) });
    transcript.record('info', 'short');
    expect(transcript.events().map(({ message }) => message)).toEqual([
      'short',
      'The transcript was full; further lines were dropped',
    ]);
  });
});
