import { secondsOf } from '../../probes/shared/seconds.ts';
import type { Diagnosis } from '../diagnosis/diagnose.ts';
import { diagnosisJson } from '../diagnosis/json.ts';
import type { Changes } from '../engine/history/changes.ts';
import type { HistoryEntry } from '../engine/history/history.ts';
import { measuredJson, summaryJson, transcriptJson } from '../engine/result-json.ts';

/** A run of the history as a row of a list, with the verdict of its diagnosis if it has one. */
export function runSummaryJson({ id, runId, jobName, result }: HistoryEntry, diagnosis?: Diagnosis) {
  const verdict = diagnosis?.verdict ?? null;
  return { id, run_id: runId, job: jobName ?? null, ...summaryJson(result), verdict };
}

/** A run of the history, whole. */
export function runJson(entry: HistoryEntry, diagnosis?: Diagnosis) {
  const { result, changes } = entry;
  return {
    ...runSummaryJson(entry, diagnosis),
    local_delay_seconds: secondsOf(result.localDelayMs),
    ...measuredJson(result),
    changes: changes === undefined ? null : changesJson(changes),
    diagnosis: diagnosis === undefined ? null : diagnosisJson(diagnosis),
    transcript: transcriptJson(result),
  };
}

function changesJson({ since, list }: Changes) {
  const { id, runId, startedAtMs } = since;
  return { since: { id, run_id: runId, started_at: new Date(startedAtMs).toISOString() }, list };
}
