import { type Alert, readNotification } from '../diagnosis/alerts/notification.ts';
import { sendAlerts } from './alert-route.ts';
import type { AppParts, Exchange, Route } from './app-parts.ts';
import { isAuthenticated } from './authenticated.ts';
import type { TokenFinding } from './bearer-token.ts';
import { closeAfter, cutOff, headerValues, type Request } from './messages.ts';
import { sendJson } from './reply.ts';
import { readBody } from './request-body.ts';

/** Where Alertmanager posts to, under the route prefix. */
export const alertmanagerPath = 'api/v1/alertmanager';

/** A group of some hundred alerts with long annotations. */
const maxBodyBytes = 1024 * 1024;

/** Whether this is a notification, whose body is read. */
export function isNotification({ method, url = '' }: Request): boolean {
  return method === 'POST' && (url.split('?', 1)[0] ?? '').endsWith(`/${alertmanagerPath}`);
}

/**
 * `/api/v1/alertmanager`: takes the webhook of Alertmanager and has the targets of firing alerts diagnosed. It answers with
 * what becomes of each, before any diagnosis is made. Only for those who have proven who they are. A GET lists the alerts that
 * are known here.
 */
export const alertmanagerRoute: Route = async (exchange, parts) => {
  const { request, response } = exchange;
  if (request.method === 'GET' || request.method === 'HEAD') {
    sendAlerts(exchange, parts);
    return;
  }
  if (request.method !== 'POST') {
    response.setHeader('allow', 'GET, HEAD, POST');
    sendJson(response, 405, { error: 'This endpoint takes GET, and POST as Alertmanager sends it.' });
    return;
  }
  const objection = await objectionTo(exchange, parts);
  if (objection !== undefined) {
    if (objection.status === 401) response.setHeader('www-authenticate', 'Bearer');
    sendJson(response, objection.status, { error: objection.error });
    return;
  }
  const body = await readBody(request, maxBodyBytes);
  if (!body.ok) {
    closeAfter(response);
    sendJson(response, 413, {
      error: 'The notification is longer than 1 MiB: set max_alerts in the webhook_config of Alertmanager.',
    });
    cutOff(response);
    return;
  }
  const notification = readNotification(body.text);
  if (!notification.ok) {
    sendJson(response, 400, { error: notification.error });
    return;
  }
  const { alertDiagnoses } = parts;
  sendJson(response, 200, {
    alerts: notification.alerts.map((alert: Alert) => ({
      fingerprint: alert.fingerprint,
      result: alertDiagnoses.heard(alert),
    })),
  });
};

interface Objection {
  readonly status: 401 | 403 | 500;
  readonly error: string;
}

const nobodyMay: Objection = {
  status: 403,
  error:
    'Nobody may tell of alerts here: start with --web.alert-token-file, or with users in --web.config.file.',
};

const objections: Readonly<Record<TokenFinding, Objection | undefined>> = {
  right: undefined,
  wrong: {
    status: 401,
    error:
      'The token is missing or wrong: set http_config.authorization.credentials_file in the webhook_config.',
  },
  unreadable: {
    status: 500,
    error: 'The file of --web.alert-token-file cannot be read any more, or is empty.',
  },
};

async function objectionTo({ request }: Exchange, { alertToken }: AppParts): Promise<Objection | undefined> {
  if (isAuthenticated(request)) return undefined;
  if (alertToken === undefined) return nobodyMay;
  return objections[await alertToken(headerValues(request, 'authorization')[0] ?? '')];
}
