import type { Target } from '../../probes/contract.ts';
import { hideSecrets } from '../../probes/known-secrets.ts';
import { requestedTarget } from '../config/requested-module.ts';
import { diagnosisJson } from '../diagnosis/json.ts';
import type { AppParts, Exchange, Route } from './app-parts.ts';
import { sendJson } from './reply.ts';
import { readStrictQuery } from './strict-query.ts';
import { whileConnected } from './while-connected.ts';

const defaultModule = 'http_2xx';

/** All experiments of one request. */
const longestMs = 20_000;

/** The time of a probe whose module says none. */
const usualTimeoutMs = 10_000;

/**
 * `/api/v1/diagnose`: finds out why a probe of `module` and `target` fails, and answers with the verdict and its evidence.
 * A POST, because it sends packets to others than the target; only where a flag allows it.
 */
export const diagnoseRoute: Route = async (exchange, parts) => {
  const { request, response } = exchange;
  const { diagnose } = parts;
  if (diagnose === undefined) {
    sendJson(response, 403, { error: 'Diagnoses are not enabled here: start with --web.enable-diagnose.' });
    return;
  }
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    sendJson(response, 405, { error: 'This endpoint takes POST requests only.' });
    return;
  }
  const asked = readRequest(exchange, parts);
  if (!asked.ok) {
    sendJson(response, 400, { error: asked.error });
    return;
  }
  const made = await whileConnected(response, async (signal) => diagnose({ ...asked.request, signal }));
  if (made === 'busy') {
    response.setHeader('retry-after', String(longestMs / 1000));
    sendJson(response, 429, {
      error: 'Two diagnoses are made at a time, and 30 a minute: ask again later.',
    });
  } else if (made === undefined) {
    sendJson(response, 503, { error: 'The diagnosis came to nothing: ask again.' });
  } else {
    sendJson(response, 200, diagnosisJson(made));
  }
};

interface Asked {
  readonly moduleName: string;
  readonly target: Target;
  readonly timeoutMs: number;
  readonly longestMs: number;
}

/** The parameters of `/probe`, those that the module allows included; what it overlooks there is refused here. */
const usualParameters = ['target', 'module', 'hostname'];

function readRequest(
  { query, rawQuery }: Exchange,
  { activeConfig }: AppParts,
): { readonly ok: true; readonly request: Asked } | { readonly ok: false; readonly error: string } {
  const moduleName = query.get('module') || defaultModule;
  const module = activeConfig.current().modules.get(moduleName);
  const allowed = [...(module?.allowParams?.keys() ?? [])];
  const read = readStrictQuery(rawQuery, [...new Set([...usualParameters, ...allowed])]);
  if (!read.ok) return read;
  if ((read.given.get('target') ?? '') === '')
    return { ok: false, error: 'The parameter target is missing: what would be probed.' };
  if (module === undefined)
    return { ok: false, error: `The configuration has no module ${JSON.stringify(moduleName)}.` };
  const requested = requestedTarget(module, read.given);
  if (!requested.ok) return { ok: false, error: hideSecrets(requested.problem) };
  const timeoutMs = module.timeoutMs > 0 ? module.timeoutMs : usualTimeoutMs;
  return { ok: true, request: { moduleName, target: requested.target, timeoutMs, longestMs } };
}
