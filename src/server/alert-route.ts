import { redactTarget } from '../config/redact-text.ts';
import type { DiagnosedAlert } from '../diagnosis/alerts/alert-diagnoses.ts';
import { diagnosisJson } from '../diagnosis/json.ts';
import { alertPage, alertsPage, unknownAlert } from './alert-page.ts';
import type { AppParts, Exchange, Route } from './app-parts.ts';
import { headerValues, type Request, type Response } from './messages.ts';
import { send, sendJson } from './reply.ts';

/**
 * `/api/v1/alertmanager/{fingerprint}`: what this vantage point has found out about the target of an alert. A page for those
 * who come with a browser, JSON for others.
 */
export function alertRoute(fingerprint: string): Route {
  return ({ request, response }, { alertDiagnoses }) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      sendJson(response, 405, { error: 'This endpoint takes GET requests only.' });
      return;
    }
    const known = alertDiagnoses.of(fingerprint);
    response.setHeader('vary', 'accept');
    if (wantsPage(request))
      sendPage(response, known === undefined ? 404 : 200, alertPage(fingerprint, known));
    else if (known === undefined) sendJson(response, 404, { error: unknownAlert });
    else sendJson(response, 200, alertJson(known));
  };
}

/** All alerts that this vantage point knows, with their verdicts: a page or JSON, as above. */
export function sendAlerts({ request, response }: Exchange, { alertDiagnoses }: AppParts): void {
  const known = alertDiagnoses.list();
  response.setHeader('vary', 'accept');
  if (wantsPage(request)) sendPage(response, 200, alertsPage(known));
  else sendJson(response, 200, { alerts: known.map(summaryJson) });
}

function wantsPage(request: Request): boolean {
  return /\btext\/html\b/u.test(headerValues(request, 'accept').join());
}

function sendPage(response: Response, status: number, body: string): void {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff' };
  send(response, { status, body, headers });
}

function summaryJson({ alert, target, heardAtMs, run, state, diagnosis }: DiagnosedAlert) {
  return {
    fingerprint: alert.fingerprint,
    labels: alert.labels,
    starts_at: alert.startsAt,
    heard_at: new Date(heardAtMs).toISOString(),
    job: target.jobName,
    module: target.module.name,
    target: redactTarget(target.target.text),
    run_id: run?.runId ?? null,
    state,
    verdict: diagnosis === undefined ? null : { ...diagnosis.verdict },
  };
}

function alertJson(known: DiagnosedAlert) {
  const { diagnosis } = known;
  return { ...summaryJson(known), diagnosis: diagnosis === undefined ? null : diagnosisJson(diagnosis) };
}
