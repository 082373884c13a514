import { createHash } from 'node:crypto';
import type { Clock, Resolver, TargetPolicy } from '../../probes/contract.ts';
import { parseUrl } from '../../probes/shared/http/url.ts';
import { textFromBytes } from '../../probes/shared/schema/byte-string.ts';
import type { HttpSdConfig } from '../config/schedule.ts';
import type { Timers } from '../engine/timers.ts';
import type { Discoverer, Finding } from './discoverer.ts';
import { maxJsonBytes } from './document-size.ts';
import { readJsonGroups } from './target-document.ts';
import { withinMs } from './time-limit.ts';

/** No refresh takes longer. */
const maxRefreshMs = 30_000;

/** The header that tells the server how often it is asked (Prometheus' HTTP SD). */
const intervalHeader = 'X-Prometheus-Refresh-Interval-Seconds';

export interface HttpDiscovererOptions {
  readonly clock: Clock;
  readonly resolver: Resolver;
  readonly timers: Timers;
  /** The policy in force. */
  readonly targetPolicy: () => TargetPolicy;
}

/** A URL that answers with target groups in JSON. An answer that was given before is not parsed again. */
export function httpDiscoverer(
  { url, client, refreshIntervalMs }: HttpSdConfig,
  { clock, resolver, timers, targetPolicy }: HttpDiscovererOptions,
): Discoverer {
  let last: { readonly sha256: string; readonly finding: Finding } | undefined;
  const findingOf = (body: Buffer): Finding => {
    const sha256 = createHash('sha256').update(body).digest('hex');
    if (last?.sha256 !== sha256) last = { sha256, finding: readJsonGroups(textFromBytes(body)) };
    return last.finding;
  };
  return {
    kind: 'http',
    name: url,
    refreshIntervalMs,
    hasPlace: (place) => place === url,
    shown: shownUrl,
    async refresh(end) {
      using time = withinMs(Math.min(refreshIntervalMs, maxRefreshMs), { timers, end });
      const headers = [
        ['Accept', 'application/json'],
        [intervalHeader, String(refreshIntervalMs / 1000)],
      ] as const;
      // What speaks HTTP is big: it is loaded when there is a URL to ask.
      const { fetchDocument } = await import('./fetch-document.ts');
      const fetched = await fetchDocument(
        { url, client, headers, maxBytes: maxJsonBytes },
        { signal: time.signal, clock, resolver, policy: targetPolicy(), transcript: { record: () => {} } },
      );
      const finding = fetched.ok ? findingOf(fetched.body) : fetched;
      return { findings: new Map([[url, finding]]), isComplete: true };
    },
    [Symbol.dispose]: () => {},
  };
}

/** The URL without what may be secret in it: user information and query. */
function shownUrl(url: string): string {
  const parsed = parseUrl(url);
  if (!parsed.ok) return 'an invalid URL';
  const { scheme, host, rawPath } = parsed.url;
  return `${scheme}://${host}${rawPath}`;
}
