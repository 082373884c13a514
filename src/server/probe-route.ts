import { hideSecrets } from '../../probes/known-secrets.ts';
import { requestedTarget } from '../config/requested-module.ts';
import type { Abandonment } from '../engine/deadline.ts';
import type { HistoryEntry } from '../engine/history/history.ts';
import type { RunRequest } from '../engine/run.ts';
import { goQuote } from '../go-quote.ts';
import { exposition } from '../metrics/exposition.ts';
import { probeFamilies } from '../metrics/probe-families.ts';
import { encodeFamilies } from '../metrics/protobuf.ts';
import type { AppParts, Exchange, Route } from './app-parts.ts';
import { debugStyle, debugText } from './debug-text.ts';
import { parseGoFloat } from './go-float.ts';
import { latin1AsUtf8 } from './go-query.ts';
import { headerValues, isGone, type Response } from './messages.ts';
import { sendMetrics } from './metrics-page.ts';
import { recordedRun } from './recorded-run.ts';
import { sendError, sendText } from './reply.ts';
import { resolveTimeoutMs } from './timeout.ts';

const defaultModule = 'http_2xx';

/** When to ask again where too many ask at once: most probes take less. */
const retrySeconds = 1;

/** The answer's header that names the run, for `/api/v1/results/{id}`. */
export const runIdHeader = 'vantage-run-id';

/** `/probe`: runs one probe and answers with its metrics, or with its debug text for `debug=true`. */
export const probeRoute: Route = async (exchange, parts) => {
  const run = readRequest(exchange, parts);
  if (run === undefined) return;
  const { probeSlots, selfMetrics } = parts;
  const slot = probeSlots.take();
  if (slot === undefined) {
    selfMetrics.probeRefused();
    exchange.response.setHeader('retry-after', String(retrySeconds));
    sendError(
      exchange.response,
      503,
      `${probeSlots.limit} probes are under way, as many as may be: try again`,
    );
    return;
  }
  const entry = await recordedRun(run, parts).finally(() => slot[Symbol.dispose]());
  await sendEntry(entry, exchange, parts);
};

function sendEntry(
  entry: HistoryEntry,
  { request, response, query }: Exchange,
  parts: AppParts,
): void | Promise<void> {
  if (query.get('debug') === 'true') {
    sendText(response, debugText(entry, debugStyle(parts)));
    return undefined;
  }
  response.setHeader(runIdHeader, entry.runId);
  const families = probeFamilies(entry.result, entry.module);
  return sendMetrics(request, response, {
    text: (escaping) => exposition(families, escaping),
    protobuf: (escaping) => encodeFamilies(families, escaping),
  });
}

/** The run that is asked for; undefined when the request was refused and answered. */
function readRequest(exchange: Exchange, parts: AppParts): RunRequest | undefined {
  const { request, response, query } = exchange;
  const { activeConfig, options, selfMetrics } = parts;
  const refuse = (status: number, message: string): undefined => {
    sendError(response, status, message);
  };

  // The order of these checks is the reference's, and clients can tell.
  const moduleName = query.get('module') || defaultModule;
  const { modules, proberlessModules } = activeConfig.current();
  const module = modules.get(moduleName);
  const proberless = proberlessModules.get(moduleName);
  if (module === undefined && proberless === undefined) {
    selfMetrics.unknownModule();
    return refuse(400, `Unknown module ${goQuote(moduleName)}`);
  }
  const header = headerValues(request, 'x-prometheus-scrape-timeout-seconds')[0] ?? '';
  const scrapeTimeout = parseGoFloat(header === '' ? '0' : latin1AsUtf8(header));
  if (!scrapeTimeout.ok) {
    return refuse(500, `Failed to parse timeout from Prometheus header: ${scrapeTimeout.error}`);
  }
  if ((query.get('target') ?? '') === '') return refuse(400, 'Target parameter is missing');
  if (module === undefined)
    return refuse(400, `Unknown prober ${goQuote(hideSecrets(proberless?.proberName ?? ''))}`);
  const requested = requestedTarget(module, query);
  if (!requested.ok) return refuse(400, hideSecrets(requested.problem));
  const { target } = requested;
  const timeoutMs = resolveTimeoutMs({
    scrapeTimeoutSeconds: scrapeTimeout.value,
    moduleTimeoutMs: module.timeoutMs,
    offsetSeconds: options.timeoutOffsetSeconds,
  });
  return { module, target, timeoutMs, signal: abandonmentBy(response) };
}

/** Aborts when the client goes away before it was answered. */
function abandonmentBy(response: Response): Abandonment {
  return {
    get aborted() {
      return isGone(response);
    },
    addEventListener: (_type, listener) => response.once('close', listener),
    removeEventListener: (_type, listener) => response.off('close', listener),
  };
}
