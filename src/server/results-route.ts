import type { HistoryEntry, ProbeHistory } from '../engine/history/history.ts';
import type { Route } from './app-parts.ts';
import { sendJson } from './reply.ts';
import { readResultsQuery } from './results-query.ts';
import { runJson, runSummaryJson } from './run-json.ts';

/** `/api/v1/results`: what the history has of the runs that are asked for, the latest first, without what they wrote down. */
export const resultsRoute: Route = ({ request, response, rawQuery }, { history, diagnoses }) => {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    sendJson(response, 405, { error: 'This endpoint takes GET requests only.' });
    return;
  }
  const query = readResultsQuery(rawQuery);
  if (!query.ok) {
    sendJson(response, 400, { error: query.error });
    return;
  }
  const { limit } = query.query;
  const found = history.find({ ...query.query, limit: limit + 1 });
  const results = found.slice(0, limit).map((entry) => runSummaryJson(entry, diagnoses.of(entry.runId)));
  sendJson(response, 200, { results, more: found.length > limit });
};

/** `/api/v1/results/{id}`: all that the history has of one run, by its number or the id that logs and exemplars have. */
export function resultRoute(id: string): Route {
  return ({ request, response }, { history, diagnoses }) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      sendJson(response, 405, { error: 'This endpoint takes GET requests only.' });
      return;
    }
    const entry = findRun(id, history);
    if (entry === undefined) {
      sendJson(response, 404, {
        error: 'The history has no run of this id: it was never there, or had to make room.',
      });
      return;
    }
    sendJson(response, 200, runJson(entry, diagnoses.of(entry.runId)));
  };
}

function findRun(id: string, history: ProbeHistory): HistoryEntry | undefined {
  return /^\d{1,15}$/.test(id) ? history.byId(Number(id)) : history.byRunId(id);
}
