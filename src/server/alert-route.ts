import { redactTarget } from '../config/redact-text.ts';
import type { DiagnosedAlert } from '../diagnosis/alerts/alert-diagnoses.ts';
import { diagnosisJson } from '../diagnosis/json.ts';
import { alertPage, unknownAlert } from './alert-page.ts';
import type { Route } from './app-parts.ts';
import { headerValues } from './messages.ts';
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
    const wantsPage = /\btext\/html\b/u.test(headerValues(request, 'accept').join());
    response.setHeader('vary', 'accept');
    if (wantsPage) {
      send(response, {
        status: known === undefined ? 404 : 200,
        body: alertPage(fingerprint, known),
        headers: { 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff' },
      });
    } else if (known === undefined) {
      sendJson(response, 404, { error: unknownAlert });
    } else {
      sendJson(response, 200, alertJson(known));
    }
  };
}

function alertJson({ alert, target, heardAtMs, run, state, diagnosis }: DiagnosedAlert) {
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
    diagnosis: diagnosis === undefined ? null : diagnosisJson(diagnosis),
  };
}
