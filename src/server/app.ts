import { alertRoute } from './alert-route.ts';
import { alertmanagerPath, alertmanagerRoute } from './alertmanager-route.ts';
import type { AppParts, Route } from './app-parts.ts';
import { configRoute } from './config-route.ts';
import { diagnoseRoute } from './diagnose-route.ts';
import { decodeGoPath, parseGoQuery } from './go-query.ts';
import { healthyRoute } from './healthy-route.ts';
import { httpSdRoute } from './http-sd-route.ts';
import { landingRoute } from './landing-route.ts';
import { logsRoute } from './logs-route.ts';
import type { App, Request, Response } from './messages.ts';
import { metricsRoute } from './metrics-route.ts';
import { probeRoute } from './probe-route.ts';
import { reloadRoute } from './reload-route.ts';
import { redirect, send, sendError } from './reply.ts';
import { resultRoute, resultsRoute } from './results-route.ts';
import { cleanPath, encodePath } from './url-path.ts';

const resultsPath = 'api/v1/results';

/** What is served, by its path under the route prefix. */
const routes: ReadonlyMap<string, Route> = new Map([
  ['probe', probeRoute],
  ['metrics', metricsRoute],
  ['config', configRoute],
  ['logs', logsRoute],
  ['api/v1/http_sd', httpSdRoute],
  [resultsPath, resultsRoute],
  ['api/v1/diagnose', diagnoseRoute],
  [alertmanagerPath, alertmanagerRoute],
  ['-/healthy', healthyRoute],
  ['-/reload', reloadRoute],
]);

/** The HTTP interface as a function of one request. It answers every request and never throws. */
export function createApp(parts: AppParts): App {
  return (request, response) => {
    answer(request, response, parts).catch((error: unknown) => {
      parts.selfMetrics.bug();
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      parts.logger.log('error', 'Bug while answering a request', { error: detail });
      sendError(response, 500, 'Internal Server Error');
    });
  };
}

async function answer(request: Request, response: Response, parts: AppParts): Promise<void> {
  const { routePrefix, externalUrl } = parts.options;
  const { rawPath, rawQuery } = splitUrl(request.url ?? '');
  if (rawPath === '*') {
    send(response, { status: 200, body: '', headers: {} });
    return;
  }
  const path = decodeGoPath(rawPath);
  if (path === undefined || !path.startsWith('/')) {
    sendError(response, 400, '400 Bad Request');
    return;
  }
  const cleaned = cleanPath(path);
  const wanted = `${cleaned}/` === routePrefix ? routePrefix : cleaned;
  if (wanted !== path) {
    redirect(response, 301, `${encodePath(wanted)}${rawQuery === '' ? '' : `?${rawQuery}`}`);
    return;
  }
  if (path.startsWith(routePrefix)) {
    const route = routeOf(path.slice(routePrefix.length));
    await route({ request, response, query: parseGoQuery(rawQuery), rawQuery }, parts);
    return;
  }
  if (path === '/') redirect(response, 302, externalUrl);
  else sendError(response, 404, '404 page not found');
}

function routeOf(path: string): Route {
  const result = `${resultsPath}/`;
  if (path.startsWith(result)) return resultRoute(path.slice(result.length));
  const alert = `${alertmanagerPath}/`;
  if (path.startsWith(alert)) return alertRoute(path.slice(alert.length));
  return routes.get(path) ?? landingRoute;
}

/** The two halves of a request target, origin-form or absolute-form (RFC 9112, section 3.2). */
function splitUrl(url: string): { readonly rawPath: string; readonly rawQuery: string } {
  const local = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '');
  const at = local.indexOf('?');
  const path = at < 0 ? local : local.slice(0, at);
  return {
    rawPath: path === '' && local !== url ? '/' : path,
    rawQuery: at < 0 ? '' : local.slice(at + 1),
  };
}
