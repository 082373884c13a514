import type { Clock } from '../../probes/contract.ts';
import type { EventFields, EventKind, Transcript, TranscriptEvent } from '../../probes/transcript.ts';
import { redactUrls } from '../config/redact-text.ts';
import { type Hide, keptEvents, maxEvents, type RawEvent } from './kept-events.ts';

/** Which events of a run are wanted: all, or those that a later failure is compared with. */
export type WantedEvents = 'all' | 'compared';

/** A transcript that keeps its events until the run is over. */
export interface TranscriptRecorder extends Transcript {
  /** What was recorded, without secrets; when events had to be dropped, the last one says how many. */
  events(wanted?: WantedEvents): readonly TranscriptEvent[];
}

/** The kinds that say what a target is like when all is well. */
const compared: ReadonlySet<EventKind> = new Set<EventKind>([
  'resolve.chosen',
  'tls.established',
  'http.response',
  'dns.reply',
]);

/** How a run ended is kept in any case. */
const verdicts: ReadonlySet<EventKind> = new Set<EventKind>(['run.failed', 'run.succeeded']);

/**
 * Starts a transcript whose times count from now; `hide` takes the secrets out of every text before it is kept.
 *
 * Recording is cheap: nothing is copied, measured or redacted before somebody asks for it.
 */
export function startTranscript(clock: Clock, hide: Hide = redactUrls): TranscriptRecorder {
  const startMs = clock.monotonicMs();
  const recorded: RawEvent[] = [];
  let unrecorded = 0;
  return {
    record<Kind extends EventKind>(kind: Kind, fields: EventFields[Kind]): void {
      if (recorded.length < maxEvents || verdicts.has(kind)) {
        recorded.push({ atMs: clock.monotonicMs() - startMs, kind, fields });
      } else unrecorded += 1;
    },
    events(wanted = 'all') {
      if (wanted === 'compared') {
        return keptEvents(
          recorded.filter(({ kind }) => compared.has(kind)),
          hide,
        ).events;
      }
      const { events, dropped } = keptEvents(recorded, hide);
      const missing = unrecorded + dropped;
      if (missing === 0) return events;
      const atMs = clock.monotonicMs() - startMs;
      return [...events, { atMs, kind: 'run.transcript_full', fields: { dropped: missing } }];
    },
  };
}
