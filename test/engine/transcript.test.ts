import { describe, expect, test } from 'vitest';
import { startTranscript } from '../../src/engine/transcript.ts';

function clockAt(times: number[]): { monotonicMs: () => number; wallMs: () => number } {
  return { monotonicMs: () => times.shift() ?? 0, wallMs: () => 0 };
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

describe('a transcript', () => {
  test('counts its times from its start', () => {
    const transcript = startTranscript(clockAt([100, 100.5, 103]));
    transcript.record('connect.started', { ip: '192.0.2.1', port: 80 });
    transcript.record('icmp.opening', {});
    expect(transcript.events()).toEqual([
      { atMs: 0.5, kind: 'connect.started', fields: { ip: '192.0.2.1', port: 80 } },
      { atMs: 3, kind: 'icmp.opening', fields: {} },
    ]);
  });

  test('keeps at most 64 KiB, says how many events it dropped, and always how the run ended', () => {
    const transcript = startTranscript(clockAt([]));
    for (let line = 0; line < 100; line += 1) {
      transcript.record('dialogue.line', { line: 'y'.repeat(1000), matches: false, expected: 'a' });
    }
    const detail = 'z'.repeat(100_000);
    const failure = { phase: 'assertion', reason: 'assert.expect', blame: 'target' } as const;
    transcript.record('run.failed', { ...failure, detail, duration_seconds: 1 });
    const events = transcript.events();
    expect(events).toHaveLength(57);
    expect(events.at(-2)).toMatchObject({
      kind: 'run.failed',
      fields: { detail: `${'z'.repeat(1000)}…` },
    });
    expect(events.at(-1)).toEqual({ atMs: 0, kind: 'run.transcript_full', fields: { dropped: 45 } });
    expect(bytesOf(events)).toBeLessThan(64 * 1024);
  });

  test.each([
    ['many small events', 100_000, () => 'x'],
    ['long texts', 30, () => 'x'.repeat(1_000_000)],
    ['texts of many bytes', 3000, () => '\u{1f600}'.repeat(100)],
  ])('keeps at most 64 KiB of %s', (_name, count, text) => {
    const transcript = startTranscript(clockAt([]));
    for (let event = 0; event < count; event += 1) {
      transcript.record('http.redirected', { location: text() });
      const headers = [[text(), text()]] as const;
      transcript.record('http.response', { hop: 1, version: text(), status: 200, headers });
    }
    const events = transcript.events();
    expect(events.at(-1)?.kind).toBe('run.transcript_full');
    expect(bytesOf(events)).toBeLessThan(64 * 1024);
  });

  test('drops an event that is too long by itself and goes on', () => {
    const transcript = startTranscript(clockAt([]));
    transcript.record('http.redirected', { location: 'ü'.repeat(40_000) });
    transcript.record('icmp.opening', {});
    expect(transcript.events().map(({ kind }) => kind)).toEqual(['icmp.opening', 'run.transcript_full']);
  });

  test('keeps header fields as texts: read as UTF-8, cut when they are long, without what only their owner may know', () => {
    const transcript = startTranscript(clockAt([]));
    const headers = [
      ['Server', Buffer.from('größe', 'utf8').toString('latin1')],
      ['X-Bad', '\u00ff'],
      ['X-Long', 'l'.repeat(5000)],
      ['Authorization', 'Bearer hunter2'],
      ['Set-Cookie', 'sid=hunter2; Path=/'],
      ['Location', 'https://me:hunter2@shop.test/?api_key=hunter2'],
    ] as const;
    transcript.record('http.response', { hop: 1, version: 'HTTP/1.1', status: 302, headers });
    expect(transcript.events()[0]?.fields['headers']).toEqual([
      'Server: größe',
      'X-Bad: \ufffd',
      `X-Long: ${'l'.repeat(2040)}…`,
      'Authorization: <secret>',
      'Set-Cookie: <secret>',
      'Location: https://me:xxxxx@shop.test/?api_key=xxxxx',
    ]);
  });
});
