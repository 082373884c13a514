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

/** Alerts are kept with their labels, so that these must not be of any size: an alert has a dozen short ones. */
const mostLabels = 64;
const longestLabel = 512;

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
 * Reads what Alertmanager posts to a webhook, version 4 of it. Keys that this program does not need are not looked at; labels
 * that are longer than 512 characters, or more than 64, are left out.
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
    alerts: parsed.data.alerts.map(({ status, labels, ...alert }) => ({
      ...alert,
      labels: bounded(labels),
      isFiring: status === 'firing',
    })),
  };
}

function bounded(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const short = Object.entries(labels).filter(([name, value]) => name.length + value.length <= longestLabel);
  return Object.fromEntries(short.slice(0, mostLabels));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
