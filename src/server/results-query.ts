import type { HistoryQuery } from '../engine/history/history.ts';
import { readStrictQuery } from './strict-query.ts';

/** How many runs an answer has when the query does not say, and at the most. */
const usualLimit = 100;
const mostRuns = 1000;

export type ResultsQuery =
  | { readonly ok: true; readonly query: HistoryQuery }
  /** `error` says what is wrong and what to write instead. */
  | { readonly ok: false; readonly error: string };

const known = ['target', 'module', 'job', 'result', 'since', 'limit'] as const;

/** Reads the query of `/api/v1/results`. What is misspelt, said twice or without bounds is refused, not guessed at. */
export function readResultsQuery(rawQuery: string): ResultsQuery {
  const read = readStrictQuery(rawQuery, known);
  if (!read.ok) return read;
  const { given } = read;
  const ok = verdictOf(given.get('result'));
  if (typeof ok === 'string') return refuse(ok);
  const sinceMs = timeOf(given.get('since'));
  if (typeof sinceMs === 'string') return refuse(sinceMs);
  const limit = limitOf(given.get('limit'));
  if (typeof limit === 'string') return refuse(limit);
  const query = {
    target: given.get('target'),
    module: given.get('module'),
    jobName: given.get('job'),
    ok,
    sinceMs,
    limit,
  };
  return { ok: true, query };
}

function refuse(error: string): ResultsQuery {
  return { ok: false, error };
}

function verdictOf(text: string | undefined): boolean | undefined | string {
  if (text === undefined) return undefined;
  if (text === 'success' || text === 'failure') return text === 'success';
  return 'The parameter result is success or failure.';
}

/** Unix milliseconds, of Unix seconds or of a time as in RFC 3339. */
function timeOf(text: string | undefined): number | undefined | string {
  if (text === undefined) return undefined;
  if (/^\d{1,12}(?:\.\d{1,9})?$/.test(text)) return Number(text) * 1000;
  const isTime = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.test(text);
  const timeMs = isTime ? Date.parse(text) : Number.NaN;
  return Number.isNaN(timeMs)
    ? 'The parameter since is a time: Unix seconds, or RFC 3339 such as 2026-11-29T12:00:00Z.'
    : timeMs;
}

function limitOf(text: string | undefined): number | string {
  if (text === undefined) return usualLimit;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= mostRuns
    ? limit
    : `The parameter limit is a whole number from 1 to ${mostRuns}: ask in portions, with since or further filters.`;
}
