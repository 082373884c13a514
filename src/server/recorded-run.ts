import { moduleFor } from '../config/requested-module.ts';
import type { HistoryEntry } from '../engine/history/history.ts';
import type { RunRequest } from '../engine/run.ts';
import type { AppParts } from './app-parts.ts';
import { transcriptLines } from './transcript-lines.ts';

/** Runs one probe and puts its result into the exporter's own metrics, the history and the log. */
export async function recordedRun(request: RunRequest, parts: AppParts): Promise<HistoryEntry> {
  const { history, logger, nextRunId, options, run, selfMetrics } = parts;
  const runId = nextRunId();
  selfMetrics.probeStarted();
  const result = await run(request);
  selfMetrics.probeEnded(result);
  for (const line of transcriptLines(result, options.proberLevel)) logger.write(line);
  return history.add({ result, module: moduleFor(request.module, request.target), runId });
}
