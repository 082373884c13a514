import { formatIssue } from '../config/issue.ts';
import type { WebConfigReading } from '../config/web-config.ts';
import type { Logger } from '../log.ts';
import type { SelfMetrics } from '../metrics/self.ts';
import { setAuthenticated } from './authenticated.ts';
import { basicCredentials } from './basic-auth.ts';
import { isVerifiedClient } from './client-certificate.ts';
import type { LiveWebConfig } from './live-web-config.ts';
import { type App, headerValues, isSettled, type Request, type Response } from './messages.ts';
import type { PasswordCheck } from './password-check.ts';
import type { Admission } from './rate-limit.ts';
import { sendError } from './reply.ts';

/** What a gate decides by. */
export interface GateParts {
  readonly webConfig: LiveWebConfig;
  readonly admit: Admission;
  readonly passwordCheck: PasswordCheck;
  readonly logger: Logger;
  readonly selfMetrics: SelfMetrics;
}

/**
 * The app behind the rules of `--web.config.file`, as they stand at each request: a broken file answers 500,
 * too many requests 429, missing or wrong credentials 401; what passes gets the file's headers.
 */
export function gated(app: App, parts: GateParts): App {
  let told: WebConfigReading | undefined;
  const tellOnce = (settings: WebConfigReading): void => {
    if (settings.ok || settings === told) return;
    told = settings;
    for (const issue of settings.issues) {
      parts.logger.log('error', 'The web configuration is broken', { issue: formatIssue(issue) });
    }
  };

  async function pass(request: Request, response: Response): Promise<void> {
    const settings = await parts.webConfig.settings();
    if (isSettled(response)) return undefined;
    tellOnce(settings);
    if (!settings.ok) return sendError(response, 500, 'Internal Server Error');
    if (!parts.admit()) return sendError(response, 429, 'Too Many Requests');
    const { headers, tls, users } = settings.config;
    for (const [name, value] of headers) response.setHeader(name, value);
    if (users.size > 0) {
      const credentials = basicCredentials(headerValues(request, 'authorization')[0] ?? '');
      if (credentials === undefined || !(await parts.passwordCheck(credentials, users))) {
        if (isSettled(response)) return undefined;
        response.setHeader('www-authenticate', 'Basic');
        return sendError(response, 401, 'Unauthorized');
      }
      setAuthenticated(request);
    }
    if (tls !== undefined && isVerifiedClient(request.socket, tls)) setAuthenticated(request);
    // Whoever left while the password was compared is not there to abort what would begin now.
    if (!isSettled(response)) app(request, response);
    return undefined;
  }

  return (request, response) => {
    pass(request, response).catch((error: unknown) => {
      parts.selfMetrics.bug();
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      parts.logger.log('error', 'Bug while admitting a request', { error: detail });
      sendError(response, 500, 'Internal Server Error');
    });
  };
}
