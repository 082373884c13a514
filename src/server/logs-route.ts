import type { HistoryEntry, ProbeHistory } from '../engine/history/history.ts';
import { isRunId } from '../engine/schedule/run-id.ts';
import type { Route } from './app-parts.ts';
import { debugStyle, debugText } from './debug-text.ts';
import { sendError, sendText } from './reply.ts';

/** `/logs`: the debug text of a stored run, by its number, its id, or by target and perhaps module. */
export const logsRoute: Route = ({ response, query }, { history, diagnoses, logger, options }) => {
  const id = parseId(query.get('id') ?? '');
  const target = query.get('target') ?? '';
  const module = query.get('module') ?? '';
  if (id !== undefined && target !== '') {
    return sendError(response, 400, "Probe id and target can't be defined at the same time");
  }
  if (id === undefined && target === '') {
    return sendError(response, 400, 'Probe id or target must be defined as http query parameters');
  }
  if (module !== '' && target === '') {
    return sendError(response, 400, 'Probe module filter only works in conjunction with target parameter');
  }
  const entry =
    id === undefined ? history.byTarget(target, module === '' ? undefined : module) : byId(id, history);
  if (entry === undefined) {
    return sendError(response, 404, id === undefined ? 'Probe target not found' : 'Probe id not found');
  }
  const diagnosis = diagnoses.of(entry.runId);
  return sendText(response, debugText({ ...entry, diagnosis }, debugStyle({ logger, options })));
};

function byId(id: number | string, history: ProbeHistory): HistoryEntry | undefined {
  return typeof id === 'number' ? history.byId(id) : history.byRunId(id);
}

/** The id of a run as log lines have it, or a 64-bit integer as Go's `strconv.Atoi` reads it; -1 counts as none. */
function parseId(text: string): number | string | undefined {
  if (isRunId(text)) return text;
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const id = BigInt(text.replace('+', ''));
  return id === -1n || id !== BigInt.asIntN(64, id) ? undefined : Number(id);
}
