import { redactTarget } from '../config/redact-text.ts';
import type { DiagnosedAlert } from '../diagnosis/alerts/alert-diagnoses.ts';
import { diagnosisJson } from '../diagnosis/json.ts';
import { alertPage, alertsPage, unknownAlert, unknownAlertPage } from './alert-page.ts';
import type { AppParts, Exchange, Route } from './app-parts.ts';
import { headerValues, type Response } from './messages.ts';
import { send, sendJson } from './reply.ts';

/**
 * `/api/v1/alertmanager/{fingerprint}`: what this vantage point has found out about the target of an alert. A page for those
 * who come with a browser, JSON for others and with `format=json`.
 */
export function alertRoute(fingerprint: string): Route {
  return (exchange, { alertDiagnoses, diagnosisText }) => {
    const { request, response } = exchange;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      sendJson(response, 405, { error: 'This endpoint takes GET requests only.' });
      return;
    }
    const known = alertDiagnoses.of(fingerprint);
    response.setHeader('vary', 'accept');
    const isPage = wantsPage(exchange);
    if (known === undefined) {
      if (isPage) sendPage(response, 404, unknownAlertPage(fingerprint));
      else sendJson(response, 404, { error: unknownAlert });
      return;
    }
    if (!isPage) {
      sendJson(response, 200, alertJson(known));
      return;
    }
    const { diagnosis } = known;
    sendPage(response, 200, alertPage(known, diagnosis && diagnosisText(diagnosis)));
  };
}

/** All alerts that this vantage point knows, with their verdicts: a page or JSON, as above. */
export function sendAlerts(exchange: Exchange, { alertDiagnoses }: AppParts): void {
  const { response } = exchange;
  const known = alertDiagnoses.list();
  response.setHeader('vary', 'accept');
  if (wantsPage(exchange)) sendPage(response, 200, alertsPage(known));
  else sendJson(response, 200, { alerts: known.map(summaryJson) });
}

/** Whether it is a browser that asks, and for no other form. */
function wantsPage({ request, query }: Exchange): boolean {
  return query.get('format') !== 'json' && /\btext\/html\b/u.test(headerValues(request, 'accept').join());
}

function sendPage(response: Response, status: number, body: string): void {
  const headers = { 'content-type': 'text/html; charset=utf-8' };
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
