import { z } from 'zod';

/** An alert as Alertmanager tells a webhook of it. */
export interface Alert {
  /** Stands for its labels: 16 hexadecimal digits. */
  readonly fingerprint: string;
  readonly isFiring: boolean;
  /** When it began to fire; the same for as long as it does. */
  readonly startsAt: string;
  readonly labels: Readonly<Record<string, string>>;
}

export type NotificationReading =
  | { readonly ok: true; readonly alerts: readonly Alert[] }
  /** `error` says what is wrong with it. */
  | { readonly ok: false; readonly error: string };

/** More than Alertmanager sends of any group unless it is told to; it has `max_alerts` to send fewer. */
const mostAlerts = 1000;

const schema = z.object({
  version: z.literal('4'),
  alerts: z
    .array(
      z.object({
        status: z.enum(['firing', 'resolved']),
        labels: z.record(z.string(), z.string()),
        startsAt: z.iso.datetime({ offset: true }),
        fingerprint: z.string().regex(/^[0-9a-f]{16}$/u, 'must be 16 hexadecimal digits'),
      }),
    )
    .max(mostAlerts),
});

/**
 * Reads what Alertmanager posts to a webhook, version 4 of it. Keys that this program does not need are not looked at.
 * Source: Alertmanager's documentation, "Configuration", section `webhook_config`.
 */
export function readNotification(text: string): NotificationReading {
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    return {
      ok: false,
      error: `This is not what Alertmanager posts to a webhook: ${where}${where === '' ? '' : ': '}${issue?.message ?? ''}.`,
    };
  }
  return {
    ok: true,
    alerts: parsed.data.alerts.map(({ status, ...alert }) => ({ ...alert, isFiring: status === 'firing' })),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
