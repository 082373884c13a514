import type { Clock, Transcript, TranscriptEvent, TranscriptLevel } from '../../probes/contract.ts';
import { redactUrls } from '../config/redact-text.ts';

/** A run's transcript holds at most this much text, so that no target can fill the memory with it. */
const maxBytes = 64 * 1024;

/** A transcript that keeps its events until the run is over. */
export interface TranscriptRecorder extends Transcript {
  /** What was recorded; when lines had to be dropped, the last event says how many. */
  events(): readonly TranscriptEvent[];
}

/** Starts a transcript whose times count from now; `hide` takes the secrets out of every text before it is kept. */
export function startTranscript(
  clock: Clock,
  hide: (text: string) => string = redactUrls,
): TranscriptRecorder {
  const startMs = clock.monotonicMs();
  const events: TranscriptEvent[] = [];
  let bytes = 0;
  let dropped = 0;
  return {
    record(level: TranscriptLevel, message: string, fields: TranscriptEvent['fields'] = {}): void {
      const size = Buffer.byteLength(message) + sizeOf(fields);
      if (bytes + size > maxBytes) {
        dropped += 1;
        return;
      }
      bytes += size;
      events.push({ atMs: clock.monotonicMs() - startMs, level, message, fields: hidden(fields, hide) });
    },
    events(): readonly TranscriptEvent[] {
      if (dropped === 0) return events;
      const last: TranscriptEvent = {
        atMs: clock.monotonicMs() - startMs,
        level: 'warn',
        message: 'The transcript was full; further lines were dropped',
        fields: { dropped },
      };
      return [...events, last];
    },
  };
}

function hidden(
  fields: TranscriptEvent['fields'],
  hide: (text: string) => string,
): TranscriptEvent['fields'] {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? hide(value) : value]),
  );
}

function sizeOf(fields: TranscriptEvent['fields']): number {
  let size = 0;
  for (const [name, value] of Object.entries(fields)) {
    size += name.length + (typeof value === 'string' ? Buffer.byteLength(value) : 8);
  }
  return size;
}
