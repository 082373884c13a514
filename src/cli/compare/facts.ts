import type { ReadSample } from '../../metrics/read-text.ts';
import { type SeenRun, valueOf } from './seen-run.ts';

/** What can be compared of a run, by label; a text each. Times are not among it: they always differ. */
export type Facts = ReadonlyMap<string, string>;

/** So much of a fingerprint tells certificates apart. */
const fingerprintCharacters = 16;

/** Values that move from run to run, or stand among the facts under another name. */
const notCompared =
  /_seconds$|^probe_(?:success|failure_info|ip_protocol|ip_addr_hash|http_status_code|http_version|tls_version_info|tls_cipher_info|ssl_last_chain_info)$|expiry|not_(?:before|after)|_time(?:stamp)?/u;

/** What a person looks at first, in the order in which they would. */
export function factsOf(run: SeenRun): Facts {
  const { samples, details } = run;
  const leaf = details?.tls?.chain[0];
  const facts: (readonly [string, string | undefined])[] = [
    ['address', details?.address?.ip ?? undefined],
    ['family', familyIn(samples)],
    ['status', positive(samples, 'probe_http_status_code')],
    ['version', positive(samples, 'probe_http_version')],
    ['answers', answersIn(run)],
    ['tls', details?.tls?.version ?? labelIn(samples, 'probe_tls_version_info', 'version')],
    ['cipher', details?.tls?.cipher ?? labelIn(samples, 'probe_tls_cipher_info', 'cipher')],
    [
      'certificate',
      fingerprint(leaf?.sha256 ?? labelIn(samples, 'probe_ssl_last_chain_info', 'fingerprint_sha256')),
    ],
    ['expires', leaf?.not_after?.slice(0, 10) ?? expiryIn(samples)],
  ];
  return new Map(facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, value]])));
}

/** The metrics that are not among the facts, each under its name and labels. */
export function metricsOf({ samples }: SeenRun): Facts {
  return new Map(
    samples
      .filter(({ name }) => !notCompared.test(name))
      .map((sample) => [seriesName(sample), String(sample.value)]),
  );
}

function familyIn(samples: readonly ReadSample[]): string | undefined {
  const family = positive(samples, 'probe_ip_protocol');
  return family === undefined ? undefined : `IPv${family}`;
}

function positive(samples: readonly ReadSample[], name: string): string | undefined {
  const value = valueOf(samples, name) ?? 0;
  return value > 0 ? String(value) : undefined;
}

function labelIn(samples: readonly ReadSample[], name: string, label: string): string | undefined {
  return samples.find((sample) => sample.name === name)?.labels[label];
}

function fingerprint(sha256: string | undefined): string | undefined {
  return sha256?.slice(0, fingerprintCharacters);
}

function expiryIn(samples: readonly ReadSample[]): string | undefined {
  const seconds = valueOf(samples, 'probe_ssl_earliest_cert_expiry') ?? 0;
  return seconds > 0 && seconds < 8.64e12 ? new Date(seconds * 1000).toISOString().slice(0, 10) : undefined;
}

/** The data of the records that name servers answered with, in an order of their own: that of servers is chance. */
function answersIn({ details }: SeenRun): string | undefined {
  const replies = details?.transcript.filter(({ kind }) => kind === 'dns.reply') ?? [];
  if (replies.length === 0) return undefined;
  const records = replies.flatMap(({ fields }) => textsIn(fields['answers']));
  // Name, time to live, class, type, data: only the data is compared.
  const data = records.map((record) => record.split('\t').at(-1) ?? '');
  return data.length === 0 ? 'none' : [...new Set(data)].sort().join(', ');
}

function seriesName({ name, labels }: ReadSample): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const short = name.replace(/^probe_/u, '');
  return pairs.length === 0 ? short : `${short}{${pairs.join(',')}}`;
}

function textsIn(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map(String) : [];
}
