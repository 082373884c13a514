import { secondsOf } from '../../probes/shared/seconds.ts';
import type { Changes } from '../engine/history/changes.ts';
import type { HistoryEntry } from '../engine/history/history.ts';
import { measuredJson, summaryJson, transcriptJson } from '../engine/result-json.ts';

/** A run of the history as a row of a list. */
export function runSummaryJson({ id, runId, jobName, result }: HistoryEntry) {
  return { id, run_id: runId, job: jobName ?? null, ...summaryJson(result) };
}

/** A run of the history, whole. */
export function runJson(entry: HistoryEntry) {
  const { result, changes } = entry;
  return {
    ...runSummaryJson(entry),
    local_delay_seconds: secondsOf(result.localDelayMs),
    ...measuredJson(result),
    changes: changes === undefined ? null : changesJson(changes),
    transcript: transcriptJson(result),
  };
}

function changesJson({ since, list }: Changes) {
  const { id, runId, startedAtMs } = since;
  return { since: { id, run_id: runId, started_at: new Date(startedAtMs).toISOString() }, list };
}
