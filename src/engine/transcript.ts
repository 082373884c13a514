import type { Clock, Transcript, TranscriptEvent, TranscriptLevel } from '../../probes/contract.ts';

/** A run's transcript holds at most this much text, so that no target can fill the memory with it. */
const maxBytes = 64 * 1024;

/** A transcript that keeps its events until the run is over. */
export interface TranscriptRecorder extends Transcript {
  /** What was recorded; when lines had to be dropped, the last event says how many. */
  events(): readonly TranscriptEvent[];
}

/** Starts a transcript whose times count from now. */
export function startTranscript(clock: Clock): TranscriptRecorder {
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
      events.push({ atMs: clock.monotonicMs() - startMs, level, message, fields });
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

function sizeOf(fields: TranscriptEvent['fields']): number {
  let size = 0;
  for (const [name, value] of Object.entries(fields)) {
    size += name.length + (typeof value === 'string' ? Buffer.byteLength(value) : 8);
  }
  return size;
}
