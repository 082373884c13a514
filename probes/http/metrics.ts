import type { MetricFamily, Outcome, PhaseName, Sample } from '../contract.ts';
import { revocationFamilies } from '../shared/crl/families.ts';
import { secondsOf } from '../shared/seconds.ts';
import { cipherFamily, sslFamilies } from '../shared/tls/families.ts';
import type { HttpObservations } from './observations.ts';
import type { HttpOptions } from './options.ts';
import { hasJsonRules } from './rules.ts';

const phases = ['connect', 'processing', 'resolve', 'tls', 'transfer'] as const satisfies PhaseName[];

/** The families of blackbox_exporter's HTTP prober, with its zeros for what did not happen. */
export function httpMetrics(
  outcome: Outcome<HttpObservations>,
  options: HttpOptions,
): readonly MetricFamily[] {
  const { observations, tls } = outcome;
  const { response } = observations;
  const families: MetricFamily[] = [
    gauge(
      'probe_http_status_code',
      'Status code of the final response, 0 without one.',
      response?.statusCode ?? 0,
    ),
    gauge(
      'probe_http_version',
      'HTTP version of the final response, 0 without one.',
      versionNumber(response?.protocol),
    ),
    gauge(
      'probe_http_content_length',
      'Length that the final response announced for its body, -1 when it did not.',
      response?.contentLength ?? 0,
    ),
    gauge(
      'probe_http_uncompressed_body_length',
      'Bytes of the body that were read, after decompression.',
      observations.bodyBytes,
    ),
    gauge(
      'probe_http_redirects',
      'Redirects met, one that was not followed included.',
      observations.redirects,
    ),
    gauge('probe_http_ssl', 'Whether the final response came over TLS.', response?.isTls === true ? 1 : 0),
    gauge(
      'probe_failed_due_to_regex',
      'Whether a rule about headers or the body made the probe fail.',
      observations.failedDueToRegex ? 1 : 0,
    ),
  ];
  if (hasJsonRules(options)) {
    families.push(
      gauge(
        'probe_failed_due_to_cel',
        'Whether a CEL expression about the body made the probe fail.',
        observations.failedDueToCel ? 1 : 0,
      ),
    );
  }
  const durations = durationSamples(outcome);
  if (durations.length > 0) {
    families.push({
      name: 'probe_http_duration_seconds',
      help: 'Time spent in each phase, summed over all hops, in seconds.',
      type: 'gauge',
      samples: durations,
    });
  }
  if (response?.lastModifiedSeconds !== undefined) {
    families.push(
      gauge(
        'probe_http_last_modified_timestamp_seconds',
        'Time that Last-Modified names, in Unix seconds.',
        response.lastModifiedSeconds,
      ),
    );
  }
  if (response?.isTls === true && tls !== undefined) {
    families.push(...sslFamilies(tls), ...cipherFamily(tls), ...revocationFamilies(tls));
  }
  return families;
}

/** A phase that did not happen is 0 here once a request was attempted, and absent before. */
function durationSamples({ phases: durations, observations }: Outcome<HttpObservations>): Sample[] {
  const { attempted, failedHop = {} } = observations;
  const samples: Sample[] = [];
  for (const phase of phases) {
    const durationMs = durations[phase] ?? (attempted && phase !== 'resolve' ? 0 : undefined);
    if (durationMs === undefined) continue;
    const countedMs = Math.max(0, durationMs - (failedHop[phase] ?? 0));
    samples.push({ labels: { phase }, value: secondsOf(countedMs) });
  }
  return samples;
}

function versionNumber(protocol: string | undefined): number {
  return protocol === undefined ? 0 : Number(protocol.slice('HTTP/'.length));
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return { name, help, type: 'gauge', samples: [{ value }] };
}
