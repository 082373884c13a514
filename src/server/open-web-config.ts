import { formatIssue } from '../config/issue.ts';
import { systemClock } from '../engine/clock.ts';
import type { Logger } from '../log.ts';
import type { SelfMetrics } from '../metrics/self.ts';
import { bcryptWorker } from './bcrypt-worker.ts';
import { gated } from './gate.ts';
import { liveWebConfig } from './live-web-config.ts';
import type { App } from './messages.ts';
import { passwordCheck } from './password-check.ts';
import { rateLimiter } from './rate-limit.ts';
import type { TlsServing } from './tls-serving.ts';

/** What `--web.config.file` makes of serving. */
export interface WebRules {
  /** Absent: plain HTTP. Decided once, as are HTTP/2 and the rate limit; the rest follows the file. */
  readonly tls?: TlsServing;
  /** The app behind the rules. */
  guard(app: App): App;
}

export type OpenedWebConfig =
  | { readonly ok: true; readonly rules: WebRules }
  /** Each one sentence. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the file at `path` for the first time; it and what it names must be usable. */
export async function openWebConfig(
  path: string,
  { logger, selfMetrics }: { readonly logger: Logger; readonly selfMetrics: SelfMetrics },
): Promise<OpenedWebConfig> {
  const webConfig = liveWebConfig(path);
  const settings = await webConfig.settings();
  if (!settings.ok) return { ok: false, problems: settings.issues.map(formatIssue) };
  const { http2, rateLimit, tls } = settings.config;
  if (tls !== undefined) {
    const material = await webConfig.tls();
    if (!material.ok) return { ok: false, problems: [`${path}: tls_server_config: ${material.error}`] };
  }
  const guard = (app: App): App =>
    gated(app, {
      webConfig,
      admit: rateLimit === undefined ? () => true : rateLimiter(rateLimit, systemClock),
      passwordCheck: passwordCheck(bcryptWorker()),
      logger,
      selfMetrics,
    });
  if (tls === undefined) return { ok: true, rules: { guard } };
  const onRefused = (reason: string): void => logger.log('debug', 'Refused a connection', { reason });
  return { ok: true, rules: { guard, tls: { webConfig, http2, onRefused } } };
}
